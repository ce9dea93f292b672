package dev.gapless.checkpoint.recovery;

/** What kinds of action are called outside. */
final class RecoveryActionNames {

    private RecoveryActionNames() {}

    static String of(RecoveryAction.Type type) {
        return switch (type) {
            case RETRY_OPERATION -> "RetryOperation";
            case RESUME_FROM_CHECKPOINT -> "ResumeFromCheckpoint";
            case RESTART_FROM_BEGINNING -> "RestartFromBeginning";
            case SKIP_CORRUPTED_DATA -> "SkipCorruptedData";
        };
    }
}
