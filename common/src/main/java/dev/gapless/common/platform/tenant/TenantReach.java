package dev.gapless.common.platform.tenant;

/** How an endpoint keeps a tenant's caller to its own sources. */
public enum TenantReach {
    /** The path names the source. */
    PATH,

    /** The query names the source, once. */
    QUERY,

    /** The handler leaves out, or answers 404 for, what belongs to others. */
    HANDLER,

    /** For callers of the whole installation only. */
    INSTALLATION,

    /** It tells nothing of any tenant. */
    OPEN
}
