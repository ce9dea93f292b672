package dev.gapless.connector.paging;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A parameter that a call carries in a header of that name, instead of the query. */
public final class HeaderParameter {

    /** Begins the parameter's name in a manifest. */
    public static final String PREFIX = "header:";

    private static final HexFormat DIGITS = HexFormat.of().withUpperCase();

    private HeaderParameter() {}

    /** True for the name of such a parameter, in whatever case. */
    public static boolean is(String parameter) {
        return parameter.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** The header's name. */
    public static String name(String parameter) {
        return parameter.substring(PREFIX.length());
    }

    /**
     * A cursor or an id comes from the source, and could begin another header. What is no visible ASCII character or
     * space is percent-encoded, as UTF-8.
     */
    static String value(String text) {
        StringBuilder value = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each >= ' ' && each <= '~') {
                value.append((char) each);
            } else {
                value.append('%').append(DIGITS.toHexDigits(each));
            }
        }
        return value.toString();
    }
}
