package dev.gapless.scheduler.recovery;

import java.time.Duration;
import java.util.List;

/**
 * One part of a recovery. It is released as a whole; the gates are asked when its time is over.
 *
 * @param work what it releases
 * @param streams names of the streams whose mining it releases; empty for all. None with CAPTURE
 * @param pace share of the tasks that may be out at once, above 0 and at most 1; counts until another phase of mining
 * @param batch accounts whose capture is released at once, one batch after the other; 0 for all at once
 * @param lasts how long the phase, or a batch of it, is watched before the gates are asked
 */
public record RecoveryPhase(
        String name, RecoveryWork work, List<String> streams, double pace, int batch, Duration lasts) {

    /** What a phase is about. */
    public enum RecoveryWork {
        MINING,
        CAPTURE
    }

    public RecoveryPhase {
        streams = streams == null ? List.of() : List.copyOf(streams);
        pace = pace == 0 ? 1 : pace;
        if (pace < 0 || pace > 1 || batch < 0 || lasts.isNegative()) {
            throw new IllegalArgumentException(
                    "gapless.scheduler.recovery.phases: %s (expected: pace above 0 and at most 1, batch and lasts not negative)"
                            .formatted(name));
        }
        if (work == RecoveryWork.CAPTURE ? !streams.isEmpty() : batch > 0) {
            throw new IllegalArgumentException(
                    "gapless.scheduler.recovery.phases: %s (expected: streams with mining only, a batch with capture only)"
                            .formatted(name));
        }
    }
}
