package dev.gapless.miner.tasks;

import dev.gapless.common.message.MiningTask;

/** Tells whether a task is still waited for. */
@FunctionalInterface
interface TaskCheck {

    /** What the scheduler says of a task. */
    enum Standing {
        /** Its progress will be heard. */
        CURRENT,

        /** It was handed out again since, or its gap is filled: its progress would change nothing. */
        SUPERSEDED,

        /** The scheduler cannot be asked. */
        UNKNOWN
    }

    Standing of(MiningTask task);
}
