package dev.gapless.scheduler.planning;

import dev.gapless.common.message.CoverageChangesAnswer.Change;
import dev.gapless.common.message.CoverageChangesQuery;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.time.DatabaseClock;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Has the streams planned of which the checkpoint service says that their coverage changed. A change is named as done
 * after it is written down here, so one that is heard before a crash is heard again. Used by one thread.
 */
final class CoverageChangeWatch {

    private static final int MAX = 5_000;

    /** Whose shard this is hears. Streams are only marked as due, so two that hear at once do no harm. */
    static final int HEARING = 0;

    private final CoverageClient coverage;
    private final PlanQueue queue;
    private final ShardOwnership ownership;
    private final DatabaseClock clock;
    private List<Long> done = List.of();

    CoverageChangeWatch(CoverageClient coverage, PlanQueue queue, ShardOwnership ownership, DatabaseClock clock) {
        this.coverage = coverage;
        this.queue = queue;
        this.ownership = ownership;
        this.clock = clock;
    }

    /**
     * One scheduler hears for all, because each of them would be told the same.
     *
     * @return true when there were changes
     */
    boolean look() {
        if (!ownership.hadLately(HEARING)) {
            return false;
        }
        boolean heard = false;
        List<Change> changes;
        do {
            changes = coverage.changes(new CoverageChangesQuery(done, MAX)).changes();
            queue.changed(changes.stream().map(Change::stream).collect(Collectors.toSet()), clock.instant());
            done = changes.stream().map(Change::id).toList();
            heard |= !changes.isEmpty();
        } while (changes.size() == MAX);
        return heard;
    }
}
