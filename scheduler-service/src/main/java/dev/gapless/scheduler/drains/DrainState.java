package dev.gapless.scheduler.drains;

/** How a drain stands. */
enum DrainState {
    RUNNING,

    /** No work of its classes waited any more. */
    EMPTIED,

    /** Its time was over before. */
    EXPIRED,

    /** A person ended it. */
    CANCELLED
}
