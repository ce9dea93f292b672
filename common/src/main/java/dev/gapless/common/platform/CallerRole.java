package dev.gapless.common.platform;

/** What a caller may do; each may do what those before it may. */
public enum CallerRole {
    /** Reads. */
    VIEWER,

    /** Stops, recovers, tries again. */
    OPERATOR,

    /** Changes sources, accounts, keys and tokens, and reads the audit log. */
    ADMIN
}
