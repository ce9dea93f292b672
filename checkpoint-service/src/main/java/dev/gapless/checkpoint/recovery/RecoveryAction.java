package dev.gapless.checkpoint.recovery;

import java.time.Duration;
import java.util.List;

/**
 * What would set something going again.
 *
 * @param resource what it is about: a checkpoint ({@code processor@source/account/stream}), an operation, or a stream
 * @param reason what was found
 * @param subjects of {@link Type#RESUME_FROM_CHECKPOINT} and {@link Type#RESTART_FROM_BEGINNING}, the ids of the stuck
 *     gaps that are released with it
 * @param estimate how long it is usually until the resource is well again; most of that is the work that follows the
 *     step
 */
record RecoveryAction(
        Type type, String resource, Priority priority, String reason, List<String> subjects, Duration estimate) {

    RecoveryAction {
        subjects = List.copyOf(subjects);
    }

    /** What is done. */
    enum Type {
        /** The operation waits again, for whoever asks for work next. */
        RETRY_OPERATION,
        /**
         * The checkpoint keeps what it has; nobody holds it any more, and its account's stuck gaps are tried at once.
         */
        RESUME_FROM_CHECKPOINT,
        /** The checkpoint goes back to its horizon. Items and coverage stay: what is planned is what coverage lacks. */
        RESTART_FROM_BEGINNING,
        /** The state is kept aside as it is, and the checkpoint begins from its horizon. */
        SKIP_CORRUPTED_DATA
    }

    /** In this order they are carried out. */
    enum Priority {
        HIGH(1),
        MEDIUM(2),
        LOW(3);

        private final int order;

        Priority(int order) {
            this.order = order;
        }

        /** Stored, so that no reordering of names changes what comes first. */
        short order() {
            return (short) order;
        }

        static Priority of(int order) {
            for (Priority each : values()) {
                if (each.order == order) {
                    return each;
                }
            }
            throw new IllegalArgumentException("priority: %d (expected: 1 to 3)".formatted(order));
        }
    }

    static RecoveryAction retry(String operation, String reason) {
        return new RecoveryAction(
                Type.RETRY_OPERATION, operation, Priority.HIGH, reason, List.of(), Duration.ofMinutes(5));
    }

    static RecoveryAction resume(String resource, String reason, List<String> gaps) {
        return new RecoveryAction(
                Type.RESUME_FROM_CHECKPOINT, resource, Priority.HIGH, reason, gaps, Duration.ofMinutes(10));
    }

    static RecoveryAction restart(String resource, String reason, List<String> gaps) {
        return new RecoveryAction(
                Type.RESTART_FROM_BEGINNING, resource, Priority.MEDIUM, reason, gaps, Duration.ofMinutes(30));
    }

    static RecoveryAction skip(String resource, String reason) {
        return new RecoveryAction(
                Type.SKIP_CORRUPTED_DATA, resource, Priority.LOW, reason, List.of(), Duration.ofMinutes(30));
    }
}
