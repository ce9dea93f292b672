package dev.gapless.common.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that was most likely meant by an unknown one. */
public final class NameSuggestion {

    /** A name may differ by one letter in so many, and by one at least. */
    private static final int LETTERS_AN_ERROR = 3;

    private NameSuggestion() {}

    /**
     * The known name with the fewest letters added, left out or replaced; letters of another case count as the same.
     * Empty when even the nearest one differs in more than a third of its letters.
     */
    public static Optional<String> nearest(String unknown, Collection<String> known) {
        String lower = unknown.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= errors(name))
                .min(Comparator.comparingInt((String name) -> distance(lower, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code " Did you mean NAME?"}, or nothing when no known name is near. */
    public static String question(String unknown, Collection<String> known) {
        return nearest(unknown, known).map(" Did you mean %s?"::formatted).orElse("");
    }

    private static int errors(String name) {
        return Math.max(1, name.length() / LETTERS_AN_ERROR);
    }

    /** By Levenshtein, row by row. */
    private static int distance(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[to.length()];
    }
}
