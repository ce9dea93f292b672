package dev.gapless.miner.walk;

import dev.gapless.common.connector.PageStep.ListedItem;
import dev.gapless.common.connector.PageStep.Page;
import dev.gapless.common.connector.PageStep.Unreadable;
import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CompareAnswer;
import dev.gapless.common.message.CompareAnswer.Held;
import dev.gapless.common.message.CompareQuery;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.MiningTask;
import dev.gapless.miner.compare.Ledger;
import dev.gapless.miner.compare.LedgerAwayException;
import dev.gapless.miner.delivery.Receipt;
import dev.gapless.miner.delivery.Receipt.Failed;
import dev.gapless.miner.walk.Suspects.Finding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a walk lists with what the ledger holds. A page claims nothing and buries nothing; only when all of the
 * task's range was compared and every difference settled does one report say so, of all aspects at once. More than a
 * few burials need a second walk, some time later, that comes to the same. Used by one thread.
 */
final class Reconciling implements PageWork {

    /** What one comparison may be asked of. */
    private static final int MOST_LISTED = 10_000;

    /** An answer with so many names may have left out others. */
    private static final int MOST_NAMED = 10_000;

    /** More items than this at one position would make the resume point too long. */
    private static final int MOST_WAITING = 2_000;

    /** A progress with more than this might not fit into a record. */
    private static final int MOST_STATE = 400_000;

    private final MiningTask task;
    private final StreamSpec stream;
    private final Settled settled;
    private final Ledger ledger;
    private final Suspects suspects;
    private final Records records;
    private final Clock clock;
    private final Duration confirmAfter;
    private ReconcileState state;

    Reconciling(
            MiningTask task,
            StreamSpec stream,
            Settled settled,
            Ledger ledger,
            Suspects suspects,
            Records records,
            Clock clock,
            Duration confirmAfter,
            ReconcileState state) {
        this.task = task;
        this.stream = stream;
        this.settled = settled;
        this.ledger = ledger;
        this.suspects = suspects;
        this.records = records;
        this.clock = clock;
        this.confirmAfter = confirmAfter;
        this.state = state;
    }

    @Override
    public @Nullable String resume() {
        return state.write();
    }

    @Override
    public Receipt unreadable(Unreadable page, byte[] body) throws InterruptedException {
        return records.unreadable(page, body);
    }

    /** Edits are settled by delivering what is listed, whatever comes of the rest. */
    @Override
    public @Nullable SliceEnd take(Page page, Instant asked, String walkResume) throws InterruptedException {
        state = state.begunAt(settled.at(asked));
        if (records.deliver(page, clock.instant(), List.of()) instanceof Failed failed) {
            return SliceEnd.undelivered(resume(), failed);
        }
        Range covered = Windows.clip(page.covers(), task.from(), task.to());
        Seen seen = state.seen().plus(page.items());
        Range listed = remembered(covered);
        Difference difference = listed == null ? Difference.none() : compare(listed, seen.within(listed));
        if (difference.end() != null) {
            return difference.end();
        }
        Seen beyond = seen.beyond(covered);
        if (beyond.waiting().size() > MOST_WAITING) {
            return SliceEnd.refused("more than %d items share one position".formatted(MOST_WAITING));
        }
        ReconcileState after = state.after(covered, difference, beyond, walkResume);
        if (after.write().length() > MOST_STATE) {
            return SliceEnd.refused("what this walk must remember is longer than %d characters".formatted(MOST_STATE));
        }
        if (page.last()) {
            return last(after);
        }
        state = after;
        return null;
    }

    /** What the source has forgotten by its age it does not list, which is no deletion. */
    private @Nullable Range remembered(@Nullable Range covered) {
        long since = Remembered.since(stream, clock.instant());
        return covered == null || covered.to() <= since
                ? null
                : Range.of(Math.max(covered.from(), since), covered.to());
    }

    private Difference compare(Range covered, List<ListedItem> listed) throws InterruptedException {
        if (listed.size() > MOST_LISTED) {
            return Difference.ended(
                    SliceEnd.refused("a page of more than %d items cannot be compared".formatted(MOST_LISTED)));
        }
        try {
            CompareAnswer answer =
                    ledger.compare(new CompareQuery(task.stream(), covered.from(), covered.to(), Seen.ids(listed)));
            return settle(covered, answer);
        } catch (LedgerAwayException e) {
            return Difference.ended(SliceEnd.failed(resume(), "the ledger cannot be asked"));
        }
    }

    private Difference settle(Range covered, CompareAnswer answer) throws InterruptedException {
        long held = state.held() + answer.held();
        int before = state.concluded().size();
        Brake brake = new Brake(held, state.released());
        Set<String> known = new LinkedHashSet<>(state.gone());
        List<Held> gone = new ArrayList<>();
        for (Held item : answer.notListed()) {
            Finding finding = known.contains(item.itemId()) ? new Finding.Gone() : suspects.look(item, covered);
            switch (finding) {
                case Finding.Gone found -> gone.add(item);
                case Finding.Settled settled -> {}
                case Finding.Incomplete incomplete -> {
                    // it may have been left out by a page before this one, which only a new walk shows again
                    state = state.anew();
                    return Difference.ended(
                            SliceEnd.failed(resume(), "listing incomplete: an item that exists is not listed"));
                }
                case Finding.Unknown(SliceEnd end) -> {
                    return Difference.ended(interrupted(end, gone));
                }
            }
            if (brake.holds(before + gone.size())) {
                return Difference.ended(SliceEnd.refused("brake: %d of %d items are no longer listed"
                        .formatted(before + answer.notListed().size(), held)));
            }
        }
        SliceEnd failed = state.released() ? bury(gone) : null;
        if (failed == null && answer.notListed().size() >= MOST_NAMED) {
            failed = SliceEnd.failed(resume(), "more differs than one comparison can name; it is made again");
        }
        return failed != null
                ? Difference.ended(failed)
                : new Difference(state.released() ? List.of() : gone, answer.held(), null);
    }

    /** What was found out is kept for the next slice, so that a long page is got through in the end. */
    private SliceEnd interrupted(SliceEnd end, List<Held> gone) throws InterruptedException {
        SliceEnd failed = state.released() ? bury(gone) : null;
        if (failed != null) {
            return failed;
        }
        state = state.withGone(gone.stream().map(Held::itemId).toList());
        return switch (end.outcome()) {
            case GONE, REFUSED -> end;
            case ADVANCED, COMPLETED, LIMITED, FAILED ->
                new SliceEnd(end.outcome(), resume(), end.retryAt(), end.reason());
        };
    }

    private @Nullable SliceEnd bury(List<Held> gone) throws InterruptedException {
        Instant now = clock.instant();
        List<CapturedRecord> burials =
                gone.stream().map(held -> records.buried(held, now)).toList();
        return !burials.isEmpty() && records.deliver(burials) instanceof Failed failed
                ? SliceEnd.undelivered(resume(), failed)
                : null;
    }

    private @Nullable SliceEnd last(ReconcileState after) throws InterruptedException {
        if (!after.comparedAll(Range.of(task.from(), task.to()))) {
            state = state.anew();
            return SliceEnd.failed(resume(), "the walk ended and has not shown all of its window");
        }
        if (after.surprises()) {
            state = after.again();
            return SliceEnd.limited(
                    resume(),
                    clock.instant().plus(confirmAfter),
                    "%d of %d items are no longer listed: believed when a second walk comes to the same"
                            .formatted(after.concluded().size(), after.held()));
        }
        SliceEnd unburied = bury(after.concluded());
        if (unburied != null) {
            return unburied;
        }
        long from = Math.max(task.from(), Remembered.since(stream, clock.instant()));
        long to = after.settled() == null ? task.to() : Math.min(task.to(), after.settled());
        if (from < to && records.prove(proof(from, to)) instanceof Failed failed) {
            return SliceEnd.undelivered(resume(), failed);
        }
        state = after;
        return null;
    }

    /** A window of each dispatch's own: what is doubted of one walk stays void, and the next must be believed. */
    private CoverageReport proof(long from, long to) {
        return new CoverageReport(
                task.taskId() + ":reconciled",
                task.stream(),
                Door.MINED,
                Evidence.RECONCILED,
                stream.aspects(),
                from,
                to,
                false,
                task.epoch(),
                task.generation(),
                List.of(),
                null,
                clock.instant());
    }
}
