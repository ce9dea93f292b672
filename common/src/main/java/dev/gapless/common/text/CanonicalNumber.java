package dev.gapless.common.text;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/**
 * A number in one form: {@code 1}, {@code 1.0} and {@code 10e-1} are all {@code 1}. Plain from 1e-6 up to 1e21, else
 * with an exponent, as ECMAScript does; but no digit is rounded away.
 */
final class CanonicalNumber {

    private static final int PLAIN_FROM = -6;
    private static final int PLAIN_BELOW = 21;

    private CanonicalNumber() {}

    static String of(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong()
                ? Long.toString(number.longValue())
                : of(number.decimalValue());
    }

    private static String of(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        StringBuilder out = new StringBuilder();
        String all = number.unscaledValue().abs().toString();
        String digits = withoutTrailingZeros(all);
        long exponent = all.length() - 1L - number.scale();
        if (number.signum() < 0) {
            out.append('-');
        }
        if (exponent < PLAIN_FROM || exponent >= PLAIN_BELOW) {
            scientific(out, digits, exponent);
        } else {
            plain(out, digits, (int) exponent);
        }
        return out.toString();
    }

    private static void plain(StringBuilder out, String digits, int exponent) {
        int whole = exponent + 1;
        if (whole <= 0) {
            out.append("0.").repeat('0', -whole).append(digits);
        } else if (digits.length() <= whole) {
            out.append(digits).repeat('0', whole - digits.length());
        } else {
            out.append(digits, 0, whole).append('.').append(digits, whole, digits.length());
        }
    }

    private static void scientific(StringBuilder out, String digits, long exponent) {
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append(exponent < 0 ? "e-" : "e+").append(Math.abs(exponent));
    }

    private static String withoutTrailingZeros(String digits) {
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, end);
    }
}
