package dev.gapless.scheduler.recovery;

/** The result of a health gate. */
public enum GateResult {
    PASS,
    FAIL,

    /** A figure is missing. */
    CANNOT_TELL
}
