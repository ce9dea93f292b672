package dev.gapless.scheduler.recovery;

/** What a health gate says. */
public enum GateResult {
    PASS,
    FAIL,

    /** A figure is missing. */
    CANNOT_TELL
}
