package dev.gapless.connector.extraction;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Ids that begin with the time at which they were made, so that their order is that of time. */
final class TimedIdentifier {

    private static final String SORTABLE = "234567abcdefghijklmnopqrstuvwxyz";
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final Pattern TID = Pattern.compile("[2-7a-j][2-7a-z]{12}");
    private static final Pattern ULID = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");
    private static final Pattern UUID7 =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private static final int MAX_TEXT = 512;
    private static final int TID_LENGTH = 13;
    private static final int TID_CLOCK_BITS = 10;
    private static final int ULID_TIME = 10;
    private static final int ULID_REST = 16;
    private static final int BITS = 5;
    private static final long MILLISECOND = 1_000;
    private static final int TWITTER_BITS = 22;
    private static final int MASTODON_BITS = 16;
    private static final long TWITTER_EPOCH = 1_288_834_974_657L;
    private static final long DISCORD_EPOCH = 1_420_070_400_000L;

    private TimedIdentifier() {}

    /** @return the time in µs since 1970; null when the value is no such id */
    static @Nullable Long parse(NumberForm form, JsonNode value) {
        return switch (form) {
            case SNOWFLAKE_TWITTER -> snowflake(value, TWITTER_BITS, TWITTER_EPOCH);
            case SNOWFLAKE_DISCORD -> snowflake(value, TWITTER_BITS, DISCORD_EPOCH);
            case SNOWFLAKE_MASTODON -> snowflake(value, MASTODON_BITS, 0);
            default ->
                value.isString() && value.stringValue().length() <= MAX_TEXT ? text(form, value.stringValue()) : null;
        };
    }

    private static @Nullable Long snowflake(JsonNode value, int bits, long epoch) {
        Long id = NumberForm.NUMBER.parse(value);
        return id == null ? null : ((id >>> bits) + epoch) * MILLISECOND;
    }

    /** Of an address such as {@code at://HOST/COLLECTION/TID}, the last segment counts. */
    private static @Nullable Long text(NumberForm form, String text) {
        String id = text.substring(text.lastIndexOf('/') + 1);
        return switch (form) {
            case TID -> TID.matcher(id).matches() ? digits(id, SORTABLE) >>> TID_CLOCK_BITS : null;
            case ULID -> {
                String upper = id.toUpperCase(Locale.ROOT);
                yield ULID.matcher(upper).matches()
                        ? digits(upper.substring(0, ULID_TIME), CROCKFORD) * MILLISECOND
                        : null;
            }
            case UUID7 -> {
                String lower = id.toLowerCase(Locale.ROOT);
                yield UUID7.matcher(lower).matches()
                        ? Long.parseLong(lower.substring(0, 8) + lower.substring(9, 13), 16) * MILLISECOND
                        : null;
            }
            default -> null;
        };
    }

    /** @return the lowest id of that time; of a time before the source's epoch, the lowest there is */
    static String lowest(NumberForm form, long position) {
        long millis = Math.max(0, position / MILLISECOND);
        return switch (form) {
            case TID -> {
                long most = (1L << 53) - 1;
                yield written(Math.clamp(position, 0, most) << TID_CLOCK_BITS, TID_LENGTH, SORTABLE);
            }
            case ULID -> written(Math.min(millis, (1L << 48) - 1), ULID_TIME, CROCKFORD) + "0".repeat(ULID_REST);
            case UUID7 -> {
                String hex = "%012x".formatted(Math.min(millis, (1L << 48) - 1));
                yield hex.substring(0, 8) + "-" + hex.substring(8) + "-7000-8000-000000000000";
            }
            case SNOWFLAKE_TWITTER -> lowest(millis - TWITTER_EPOCH, TWITTER_BITS);
            case SNOWFLAKE_DISCORD -> lowest(millis - DISCORD_EPOCH, TWITTER_BITS);
            default -> lowest(millis, MASTODON_BITS);
        };
    }

    private static String lowest(long millis, int bits) {
        return Long.toString(Math.clamp(millis, 0, Long.MAX_VALUE >>> bits) << bits);
    }

    private static long digits(String text, String alphabet) {
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            number = (number << BITS) | alphabet.indexOf(text.charAt(i));
        }
        return number;
    }

    private static String written(long number, int length, String alphabet) {
        char[] text = new char[length];
        long rest = number;
        for (int i = length - 1; i >= 0; i--) {
            text[i] = alphabet.charAt((int) (rest & (alphabet.length() - 1)));
            rest >>>= BITS;
        }
        return new String(text);
    }
}
