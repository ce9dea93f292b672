package dev.gapless.common.platform;

/** The role of a caller. Each role has the rights of the roles before it. */
public enum CallerRole {
    /** Reads. */
    VIEWER,

    /** Stops, recovers, tries again. */
    OPERATOR,

    /** Changes sources, accounts, keys and tokens, and reads the audit log. */
    ADMIN
}
