package dev.gapless.common.message;

/**
 * Text that others wrote. U+0000 fits into no text column of PostgreSQL, and half of a surrogate pair into no UTF-8. If
 * one of either is let through, the last service in line refuses it again and again.
 */
public final class OutsideText {

    private static final char REPLACEMENT = '\ufffd';

    private OutsideText() {}

    /** @return the text with U+FFFD for what no store takes, and at most {@code most} characters of it */
    static String cleaned(String text, int most) {
        int length = Math.min(most, text.length());
        StringBuilder cleaned = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char each = text.charAt(i);
            if (Character.isHighSurrogate(each) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                cleaned.append(each).append(text.charAt(++i));
            } else {
                cleaned.append(each == '\0' || Character.isSurrogate(each) ? REPLACEMENT : each);
            }
        }
        return cleaned.toString();
    }

    /** False where half of a surrogate pair stands alone: then there is no UTF-8 for it. */
    public static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (Character.isSurrogate(each)) {
                boolean pair = Character.isHighSurrogate(each)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
