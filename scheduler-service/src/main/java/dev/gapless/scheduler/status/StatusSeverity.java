package dev.gapless.scheduler.status;

/** How urgent a {@link StatusFinding} is, the most urgent first. */
enum StatusSeverity {
    /** Nothing gets better until a person or another system acts. */
    FAILING,

    /** It goes on by itself at a known time. */
    WAITING,

    /** It is lost or refused for good, and that cannot be changed; or a person may want to know. */
    NOTICE
}
