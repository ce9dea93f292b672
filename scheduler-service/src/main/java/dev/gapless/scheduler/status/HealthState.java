package dev.gapless.scheduler.status;

/** How an account or the installation stands, the best first. */
enum HealthState {
    /** Everything that is followed comes. */
    HEALTHY,

    /** Something failed lately, or waits; nothing is missed for long. */
    DEGRADED,

    /** Something does not come until it is mended. */
    UNHEALTHY
}
