package dev.gapless.common.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that was most likely meant by an unknown one. */
public final class NameSuggestion {

    /** A name may have one error in so many letters, and by one at least. */
    private static final int LETTERS_AN_ERROR = 3;

    private NameSuggestion() {}

    /**
     * The known name with the fewest letters added, left out, replaced or swapped; letters of another case count as the
     * same. Empty when even the nearest one differs in more than a third of its letters.
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

    /** Letters added, left out, replaced, or swapped with their neighbour. */
    private static int distance(String from, String to) {
        int[][] errors = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                errors[i][j] = i == 0 || j == 0 ? i + j : least(errors, from, to, i, j);
            }
        }
        return errors[from.length()][to.length()];
    }

    private static int least(int[][] errors, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = Math.min(errors[i - 1][j - 1] + (same ? 0 : 1), Math.min(errors[i - 1][j], errors[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, errors[i - 2][j - 2] + 1) : least;
    }
}
