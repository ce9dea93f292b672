package dev.gapless.miner.gapfill;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Page.ListingState;
import dev.gapless.connector.StreamSpec;
import dev.gapless.miner.slice.CompletenessBound;
import dev.gapless.miner.slice.RetentionBound;
import dev.gapless.miner.slice.TaskWindowIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes coverage reports of the ranges that the pages of one task prove. */
public final class CoverageReporter {

    /** So many polls may show nothing. */
    private static final long FEW_POLLS = 3;

    /** So many numbers may be left out. */
    private static final long FEW_NUMBERS = 10;

    private final MiningTask task;
    private final StreamSpec stream;
    private final CompletenessBound settled;
    private final Evidence evidence;
    private final Clock clock;
    private final TaskWindowIds windows;

    /** @param evidence what the claims of the walk's pages rest on */
    public CoverageReporter(
            MiningTask task, StreamSpec stream, CompletenessBound settled, Evidence evidence, Clock clock) {
        this.task = task;
        this.stream = stream;
        this.settled = settled;
        this.evidence = evidence;
        this.clock = clock;
        this.windows = new TaskWindowIds(task.taskId());
    }

    /**
     * The part of a page's claim that is too long to rest on the listing's end alone. More than a few polls would have
     * shown nothing, or more than a few numbers are not there. Where a number is known to be there, one is too many.
     *
     * @return null when there is none
     */
    @Nullable
    Range unseen(Page page, Instant asked) {
        if (task.mode() != MiningMode.GAP_FILL && task.mode() != MiningMode.INCREMENTAL) {
            return null;
        }
        Range unseen = kept(page.unseen(), asked, page.settled());
        long most = stream.domain() == PositionDomain.SEQUENCE ? FEW_NUMBERS : FEW_POLLS * micros(stream.poll());
        boolean believed = page.state() != ListingState.BEHIND && unseen != null && unseen.length() <= most;
        return believed ? null : unseen;
    }

    /**
     * @param asked when the call was made: a state is as fresh as its question, not as its answer
     * @param unseen as {@link #unseen} says
     * @param believed true when a second walk has come to the same
     */
    List<CoverageReport> of(Page page, Instant asked, @Nullable Range unseen, boolean believed) {
        return switch (task.mode()) {
            case GAP_FILL, INCREMENTAL -> {
                List<CoverageReport> reports = new ArrayList<>();
                Range covered = without(kept(page.covers(), asked, page.settled()), unseen);
                if (covered != null) {
                    reports.add(report(windows.windowOf(covered), covered.from(), covered.to(), !page.last(), page));
                }
                if (unseen != null && believed) {
                    reports.add(twice(unseen, page));
                }
                yield reports.isEmpty() ? frontier(page) : reports;
            }
            case RECONCILE, AUDIT -> frontier(page);
            case PROBE -> frontier(page);
            case SNAPSHOT -> {
                long now = MicrosecondTime.of(asked);
                yield page.last()
                        ? List.of(report(task.stream().key() + ":snapshot", now, now, false, page))
                        : List.of();
            }
        };
    }

    /** What is unseen lies at one end of what a page covers. */
    private static @Nullable Range without(@Nullable Range covered, @Nullable Range unseen) {
        if (covered == null || unseen == null) {
            return covered;
        }
        List<Range> left = Coverage.of(List.of(unseen)).missingFrom(covered).ranges();
        return left.isEmpty() ? null : left.getFirst();
    }

    /** What the source has forgotten meanwhile it does not list; that says nothing of what was there. */
    private @Nullable Range kept(@Nullable Range covers, Instant asked, long pageSettled) {
        long from = Math.max(task.from(), RetentionBound.since(stream, clock.instant()));
        long to = Math.min(task.to(), Math.min(pageSettled, settled.at(asked)));
        return from < to ? TaskWindowIds.clip(covers, from, to) : null;
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

    private CoverageReport twice(Range unseen, Page page) {
        return report(task.taskId() + ":end", unseen.from(), unseen.to(), false, page, Evidence.WALKED_TWICE);
    }

    private CoverageReport report(String window, long from, long to, boolean open, Page page) {
        return report(window, from, to, open, page, evidence);
    }

    private CoverageReport report(String window, long from, long to, boolean open, Page page, Evidence grade) {
        return new CoverageReport(
                new CoverageReport.WindowRef(window, task.stream(), IngestPath.MINED, task.epoch(), task.generation()),
                new CoverageReport.ClaimedRange(from, to, grade, stream.listed(), open),
                new CoverageReport.StreamHints(page.anchors(), page.frontier(), null),
                List.of(),
                clock.instant());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
