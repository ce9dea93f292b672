package dev.gapless.standalone.demo;

import java.util.List;

/**
 * The result of the rehearsal of one alert.
 *
 * @param fault what was made to fail
 * @param firedSeconds from the fault until the alert fired; negative when it did not
 * @param endedSeconds from the mending until it ended; negative when it did not
 * @param commands the runbook's commands and queries as they were run, each with its outcome
 * @param failures why it does not count as rehearsed; empty when it does
 */
public record RehearsalResult(
        String alert,
        String fault,
        double firedSeconds,
        double endedSeconds,
        List<String> commands,
        List<String> failures) {

    public RehearsalResult {
        commands = List.copyOf(commands);
        failures = List.copyOf(failures);
    }

    /** True when it fired, its commands ran, and it ended. */
    public boolean held() {
        return failures.isEmpty();
    }
}
