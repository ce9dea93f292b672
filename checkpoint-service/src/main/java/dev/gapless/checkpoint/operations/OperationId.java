package dev.gapless.checkpoint.operations;

import java.util.regex.Pattern;

/**
 * Which work it is. The version is part of it: a later version of the same item is other work, and does not get the
 * result of the first.
 *
 * @param kind what is done, for example {@code process_post}
 * @param item of the account; whatever the source calls it
 * @param version of the item that is worked on
 */
public record OperationId(String kind, String source, String account, String item, long version) {

    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final Pattern PLACE = Pattern.compile("[A-Za-z0-9._:@+=~-]{1,200}");
    private static final int MAX_ITEM = 1_000;

    public OperationId {
        require(KIND, "kind", kind);
        require(PLACE, "source", source);
        require(PLACE, "account", account);
        if (item.isEmpty() || item.length() > MAX_ITEM || item.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "item: %d characters (expected: 1 to %d, none of them U+0000)".formatted(item.length(), MAX_ITEM));
        }
    }

    private static void require(Pattern form, String what, String value) {
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException("%s: '%s' (expected: %s)".formatted(what, value, form.pattern()));
        }
    }

    /** Two different operations never have one text: none of what stands before the item holds a slash. */
    public String text() {
        return kind + "/" + source + "/" + account + "/" + item + "@" + version;
    }

    @Override
    public String toString() {
        return text();
    }
}
