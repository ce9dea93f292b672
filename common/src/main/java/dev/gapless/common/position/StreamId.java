package dev.gapless.common.position;

import java.util.regex.Pattern;

/**
 * One account's stream at one source: the unit of coverage, gaps and checkpoints.
 *
 * @param source the connector's name, for example {@code sandbox}
 * @param account the account's id at the source, without slashes or white space, and not a dot or two, which URLs treat
 *     as places
 * @param stream the stream's name in the connector's manifest
 */
public record StreamId(String source, String account, String stream) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern ACCOUNT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._:@+=~-]{1,200}");

    public StreamId {
        if (!isName(source) || !isAccount(account) || !isName(stream)) {
            require(NAME, "source", source);
            require(ACCOUNT, "account", account);
            require(NAME, "stream", stream);
        }
    }

    /** The same as the patterns in a tenth of their time: it is asked of every record. */
    private static boolean isName(String value) {
        int length = value.length();
        if (length < 1 || length > 63 || value.charAt(0) == '_' || value.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char each = value.charAt(i);
            if ((each < 'a' || each > 'z') && (each < '0' || each > '9') && each != '_' && each != '-') {
                return false;
            }
        }
        return true;
    }

    /** False also for some that are accounts: what has a dot is left to the pattern. */
    private static boolean isAccount(String value) {
        int length = value.length();
        if (length < 1 || length > 200) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char each = value.charAt(i);
            if ((each < 'a' || each > 'z')
                    && (each < 'A' || each > 'Z')
                    && (each < '0' || each > '9')
                    && each != '-'
                    && each != '_') {
                return false;
            }
        }
        return true;
    }

    /** {@code source/account/stream}: the key of this stream's records on every topic. */
    public String key() {
        return source + "/" + account + "/" + stream;
    }

    /** {@code source/account}: the key of the account's assignment. */
    public String accountKey() {
        return source + "/" + account;
    }

    /** @throws IllegalArgumentException unless {@code key} is what {@link #key()} writes */
    public static StreamId parse(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("stream key: %s (expected: source/account/stream)".formatted(key));
        }
        return new StreamId(parts[0], parts[1], parts[2]);
    }

    private static void require(Pattern form, String what, String value) {
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException("%s: '%s' (expected: %s)".formatted(what, value, form.pattern()));
        }
    }

    @Override
    public String toString() {
        return key();
    }
}
