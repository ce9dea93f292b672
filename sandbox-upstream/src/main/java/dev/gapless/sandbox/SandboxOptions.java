package dev.gapless.sandbox;

import dev.gapless.sandbox.time.DurationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the platform.
 *
 * @param data directory of the truth
 * @param host the address to listen on
 * @param port 0 for any that is free
 */
public record SandboxOptions(
        Path data,
        String host,
        int port,
        EventOptions events,
        ListingOptions listing,
        AccessOptions access,
        EndOptions end) {
    /**
     * What happens on the platform.
     *
     * @param historyDays how far back the past reaches
     * @param historyItems events of it, for each account
     * @param rate events a second over all accounts; 0 to 100,000
     */
    public record EventOptions(long seed, int accounts, int historyDays, int historyItems, int rate) {}

    /**
     * What listings keep.
     *
     * @param retention how far back listings reach; null for all the way
     * @param retentionSaysGone true to refuse a window that begins earlier
     */
    public record ListingOptions(@Nullable Duration retention, boolean retentionSaysGone) {}

    /**
     * What opens it.
     *
     * @param truthToken opens the truth and the levers
     * @param credentialPrefix an account's credential is this, a hyphen and the account's id
     */
    public record AccessOptions(String truthToken, String credentialPrefix) {}

    /**
     * When it ends.
     *
     * @param stopAtEof true to end some time after standard input has ended
     * @param linger how long after that, or after the last keepalive
     */
    public record EndOptions(boolean stopAtEof, Duration linger) {}

    public long seed() {
        return events.seed();
    }

    public int accounts() {
        return events.accounts();
    }

    public int historyDays() {
        return events.historyDays();
    }

    public int historyItems() {
        return events.historyItems();
    }

    public int rate() {
        return events.rate();
    }

    public @Nullable Duration retention() {
        return listing.retention();
    }

    public boolean retentionSaysGone() {
        return listing.retentionSaysGone();
    }

    public String truthToken() {
        return access.truthToken();
    }

    public String credentialPrefix() {
        return access.credentialPrefix();
    }

    public boolean stopAtEof() {
        return end.stopAtEof();
    }

    public Duration linger() {
        return end.linger();
    }

    private static final Set<String> KNOWN = Set.of(
            "--data",
            "--host",
            "--port",
            "--seed",
            "--accounts",
            "--history-days",
            "--history-items",
            "--rate",
            "--retention",
            "--truth-token",
            "--truth-token-file",
            "--credential-prefix",
            "--credential-prefix-file",
            "--linger");

    private static final Set<String> FLAGS = Set.of("--stop-at-eof", "--retention-says-gone");

    /** @throws IllegalArgumentException naming the argument and the rule */
    static SandboxOptions parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        Set<String> flags = new HashSet<>();
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (FLAGS.contains(name)) {
                flags.add(name);
            } else if (KNOWN.contains(name) && i + 1 < arguments.size()) {
                values.put(name, arguments.get(++i));
            } else {
                throw new IllegalArgumentException(
                        "%s: expected one of %s, or one of %s with a value".formatted(name, FLAGS, KNOWN));
            }
        }
        return new SandboxOptions(
                Path.of(required(values, "--data")),
                values.getOrDefault("--host", "127.0.0.1"),
                (int) number(values, "--port", 0, 0, 65_535),
                new SandboxOptions.EventOptions(
                        number(values, "--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                        (int) number(values, "--accounts", 10, 1, 9_999),
                        (int) number(values, "--history-days", 30, 1, 3_650),
                        (int) number(values, "--history-items", 100, 0, 1_000_000),
                        (int) number(values, "--rate", 20, 0, 100_000)),
                new SandboxOptions.ListingOptions(
                        values.containsKey("--retention") ? duration(values, "--retention", Duration.ZERO) : null,
                        flags.contains("--retention-says-gone")),
                new SandboxOptions.AccessOptions(
                        secret(values, "--truth-token"), secret(values, "--credential-prefix")),
                new SandboxOptions.EndOptions(
                        flags.contains("--stop-at-eof"), duration(values, "--linger", Duration.ofSeconds(60))));
    }

    private static String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + ": required");
        }
        return value;
    }

    /** On the command line, which others can see, or in a file. */
    private static String secret(Map<String, String> values, String name) {
        String file = values.get(name + "-file");
        if (file == null) {
            return required(values, name);
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s-file: %s (expected: a file that can be read)".formatted(name, file), e);
        }
    }

    private static long number(Map<String, String> values, String name, long otherwise, long least, long most) {
        String value = values.getOrDefault(name, Long.toString(otherwise));
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s: '%s' (expected: a number)".formatted(name, value), e);
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException("%s: %s (expected: %d to %d)".formatted(name, value, least, most));
        }
        return number;
    }

    private static Duration duration(Map<String, String> values, String name, Duration otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : DurationText.parse(name, value);
    }
}
