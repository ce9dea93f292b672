package dev.gapless.miner.walk;

import dev.gapless.common.connector.PageStep.Page;
import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.MiningTask;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the pages of one task prove, as coverage reports. */
final class Proof {

    private final MiningTask task;
    private final StreamSpec stream;
    private final Settled settled;
    private final Clock clock;
    private final Windows windows;

    Proof(MiningTask task, StreamSpec stream, Settled settled, Clock clock) {
        this.task = task;
        this.stream = stream;
        this.settled = settled;
        this.clock = clock;
        this.windows = new Windows(task.taskId());
    }

    /** @param asked when the call was made: a state is as fresh as its question, not as its answer */
    List<CoverageReport> of(Page page, Instant asked) {
        return switch (task.mode()) {
            case GAP_FILL, INCREMENTAL -> {
                Range covered = kept(page.covers(), asked);
                yield covered == null
                        ? frontier(page)
                        : List.of(report(windows.windowOf(covered), covered.from(), covered.to(), !page.last(), page));
            }
            case RECONCILE, AUDIT -> frontier(page);
            case PROBE -> frontier(page);
            case SNAPSHOT -> {
                long now = ChronoUnit.MICROS.between(Instant.EPOCH, asked);
                yield page.last()
                        ? List.of(report(task.stream().key() + ":snapshot", now, now, false, page))
                        : List.of();
            }
        };
    }

    /** What the source has forgotten meanwhile it does not list; that says nothing of what was there. */
    private @Nullable Range kept(@Nullable Range covers, Instant asked) {
        long from = Math.max(task.from(), Remembered.since(stream, clock.instant()));
        long to = Math.min(task.to(), settled.at(asked));
        return from < to ? Windows.clip(covers, from, to) : null;
    }

    /**
     * The page's fingerprints, to be kept before its items are: an item must not outlive the knowledge of the history
     * that it belongs to.
     */
    List<CoverageReport> anchors(Page page) {
        return page.anchors().isEmpty() || page.items().isEmpty()
                ? List.of()
                : List.of(report(task.stream().key() + ":anchors", task.from(), task.from(), false, page));
    }

    private List<CoverageReport> frontier(Page page) {
        Long frontier = page.frontier();
        return frontier == null
                ? List.of()
                : List.of(report(task.stream().key() + ":probe", frontier, frontier, false, page));
    }

    private CoverageReport report(String window, long from, long to, boolean open, Page page) {
        return new CoverageReport(
                window,
                task.stream(),
                Door.MINED,
                Evidence.PAGE_WALK,
                stream.listed(),
                from,
                to,
                open,
                task.epoch(),
                task.generation(),
                page.anchors(),
                page.frontier(),
                clock.instant());
    }
}
