package dev.gapless.miner.tasks;

import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningTask;

/** What is done with a task, for one slice of time. */
@FunctionalInterface
interface TaskWork {

    /** @throws InterruptedException when the service stops and the slice could not end in time */
    MiningProgress mine(MiningTask task) throws InterruptedException;
}
