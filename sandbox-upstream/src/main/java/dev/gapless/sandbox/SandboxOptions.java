package dev.gapless.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the platform is made of.
 *
 * @param data directory of the truth
 * @param port 0 for any that is free
 * @param historyDays how far back the past reaches
 * @param historyItems events of it, for each account
 * @param rate events a second over all accounts, once the generator runs
 * @param truthToken opens the truth and the levers
 * @param credentialPrefix an account's credential is this, a hyphen and the account's id
 * @param stopAtEof true to end some time after standard input has ended
 * @param linger how long after that, or after the last keepalive
 */
public record SandboxOptions(
        Path data,
        int port,
        long seed,
        int accounts,
        int historyDays,
        int historyItems,
        int rate,
        String truthToken,
        String credentialPrefix,
        boolean stopAtEof,
        Duration linger) {

    private static final Set<String> KNOWN = Set.of(
            "--data",
            "--port",
            "--seed",
            "--accounts",
            "--history-days",
            "--history-items",
            "--rate",
            "--truth-token",
            "--credential-prefix",
            "--linger");

    /** @throws IllegalArgumentException naming the argument and the rule */
    static SandboxOptions parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        boolean stopAtEof = false;
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (name.equals("--stop-at-eof")) {
                stopAtEof = true;
            } else if (KNOWN.contains(name) && i + 1 < arguments.size()) {
                values.put(name, arguments.get(++i));
            } else {
                throw new IllegalArgumentException("%s: expected one of %s with a value".formatted(name, KNOWN));
            }
        }
        return new SandboxOptions(
                Path.of(required(values, "--data")),
                number(values, "--port", 0),
                number(values, "--seed", 1),
                number(values, "--accounts", 10),
                number(values, "--history-days", 30),
                number(values, "--history-items", 100),
                number(values, "--rate", 20),
                required(values, "--truth-token"),
                required(values, "--credential-prefix"),
                stopAtEof,
                Duration.parse("PT" + values.getOrDefault("--linger", "60s")));
    }

    private static String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": required");
        }
        return value;
    }

    private static int number(Map<String, String> values, String name, int otherwise) {
        try {
            return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": expected a number", e);
        }
    }
}
