package dev.gapless.simulation.actors;

import dev.gapless.common.message.MiningTask;
import dev.gapless.simulation.kafka.LogEntry;
import dev.gapless.simulation.kafka.SimulatedLog;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.time.VirtualScheduler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks that no miner has ended; one that a miner has is given to another when its lock runs out. */
public final class TaskQueue {

    private static final long LOCK = 15_000_000;

    /** A task, and where it stands. */
    record Taken(long offset, MiningTask task) {}

    private final VirtualScheduler loop;
    private final SimulatedLog log;
    private final Map<Long, Long> lockedUntil = new HashMap<>();
    private final Set<Long> done = new HashSet<>();
    private long first;

    public TaskQueue(VirtualScheduler loop, SimulatedLog log) {
        this.loop = loop;
        this.log = log;
    }

    @Nullable
    Taken take() {
        while (done.contains(first)) {
            done.remove(first++);
        }
        for (LogEntry entry : log.read(SimulatedTopic.TASKS, 0, first, Integer.MAX_VALUE)) {
            long until = lockedUntil.getOrDefault(entry.offset(), Long.MIN_VALUE);
            if (!done.contains(entry.offset()) && until < loop.now()) {
                lockedUntil.put(entry.offset(), loop.now() + LOCK);
                return new Taken(entry.offset(), (MiningTask) entry.value());
            }
        }
        return null;
    }

    void end(Taken taken) {
        if (taken.offset() >= first) {
            done.add(taken.offset());
        }
    }
}
