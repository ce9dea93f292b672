package dev.gapless.miner.reconcile;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.CompareResponse;
import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.ReconciliationWindow;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Unreadable;
import dev.gapless.connector.StreamSpec;
import dev.gapless.miner.audit.UncoveredItems;
import dev.gapless.miner.delivery.PublishResult;
import dev.gapless.miner.delivery.PublishResult.Failed;
import dev.gapless.miner.ledger.LedgerLookupClient;
import dev.gapless.miner.ledger.LedgerUnavailableException;
import dev.gapless.miner.reconcile.MissingItemResolver.Finding;
import dev.gapless.miner.reconcile.ReconcileState.Place;
import dev.gapless.miner.slice.CompletenessBound;
import dev.gapless.miner.slice.PageHandler;
import dev.gapless.miner.slice.RetentionBound;
import dev.gapless.miner.slice.SliceResult;
import dev.gapless.miner.slice.TaskPublisher;
import dev.gapless.miner.slice.TaskWindowIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a walk lists with what the ledger holds. A page claims nothing and deletes nothing. All aspects are
 * claimed at once when all of the task's range was compared and every difference settled. The position of an item that
 * exists and stays deleted in the ledger is left out. More than a few inferred deletes need a second walk, some time
 * later, that comes to the same. Used by one thread.
 */
public final class ReconcileHandler implements PageHandler {

    /** What one comparison may be asked of. */
    private static final int MAX_LISTED = 10_000;

    /** An answer with so many names may have left out others. */
    private static final int MAX_NAMED = 10_000;

    /** More items than this at one position would make the resume point too long. */
    private static final int MAX_WAITING = 2_000;

    /** A checkpoint with more than this is no checkpoint: it is saved behind each page. */
    private static final int MAX_STATE = 400_000;

    /**
     * Find out about items that are not as the ledger holds them.
     *
     * @param missing held and not listed
     * @param recreated listed and held as deleted
     */
    public record Suspects(MissingItemResolver missing, RecreatedItemResolver recreated) {}

    private final MiningTask task;
    private final StreamSpec stream;
    private final CompletenessBound settled;
    private final LedgerLookupClient ledger;
    private final Suspects suspects;
    private final TaskPublisher records;
    private final Clock clock;
    private final Duration confirmAfter;
    private final WalkCheckpointKeeper checkpoint;
    private ReconcileState state;

    public ReconcileHandler(
            MiningTask task,
            StreamSpec stream,
            CompletenessBound settled,
            LedgerLookupClient ledger,
            Suspects suspects,
            TaskPublisher records,
            Clock clock,
            Duration confirmAfter,
            WalkCheckpointKeeper checkpoint,
            ReconcileState state) {
        this.task = task;
        this.stream = stream;
        this.settled = settled;
        this.ledger = ledger;
        this.suspects = suspects;
        this.records = records;
        this.clock = clock;
        this.confirmAfter = confirmAfter;
        this.checkpoint = checkpoint;
        this.state = state;
    }

    @Override
    public String resume() {
        return WalkCheckpointKeeper.RESUME;
    }

    /** A slice without a place to go on has the walk begun anew, so nothing of it is kept. */
    @Override
    public SliceResult ended(SliceResult end, List<RecordSpan> delivered) {
        SliceResult unsaved =
                checkpoint.save(end.resume() == null ? null : WalkCheckpointState.of(task, state, delivered));
        return unsaved == null ? end : unsaved;
    }

    @Override
    public PublishResult unreadable(Unreadable page, byte[] body) throws InterruptedException {
        return records.unreadable(page, body);
    }

    /** Edits are settled by delivering what is listed, whatever comes of the rest. */
    @Override
    public @Nullable SliceResult take(Page page, Instant asked, String walkResume) throws InterruptedException {
        state = state.begunAt(settled.at(asked));
        if (records.deliver(page, clock.instant(), List.of()) instanceof Failed failed) {
            return SliceResult.undelivered(resume(), failed);
        }
        Range covered = TaskWindowIds.clip(page.covers(), task.from(), task.to());
        UncoveredItems seen = state.seen().plus(page.items());
        Range listed = remembered(covered);
        ListingDifference difference =
                listed == null ? ListingDifference.none() : compare(listed, seen.within(listed), page.last());
        if (difference.end() != null) {
            return difference.end();
        }
        UncoveredItems beyond = seen.beyond(covered);
        if (beyond.waiting().size() > MAX_WAITING) {
            return SliceResult.refused("more than %d items share one position".formatted(MAX_WAITING));
        }
        ReconcileState after = state.after(covered, difference, beyond, walkResume);
        WalkCheckpointState saved = WalkCheckpointState.of(task, after, records.delivered());
        if (saved.write().length() > MAX_STATE) {
            return SliceResult.refused(
                    "what this walk must remember is longer than %d characters".formatted(MAX_STATE));
        }
        if (page.last()) {
            return last(after);
        }
        state = after;
        return checkpoint.save(saved);
    }

    /** What the source has forgotten by its age it does not list, which is no deletion. */
    private @Nullable Range remembered(@Nullable Range covered) {
        long since = RetentionBound.since(stream, clock.instant());
        return covered == null || covered.to() <= since
                ? null
                : Range.of(Math.max(covered.from(), since), covered.to());
    }

    private ListingDifference compare(Range covered, List<ListedItem> listed, boolean last)
            throws InterruptedException {
        if (listed.size() > MAX_LISTED) {
            return ListingDifference.ended(
                    SliceResult.refused("a page of more than %d items cannot be compared".formatted(MAX_LISTED)));
        }
        try {
            CompareResponse answer = ledger.compare(
                    new CompareRequest(task.stream(), covered.from(), covered.to(), UncoveredItems.ids(listed)));
            ListingDifference difference = settle(covered, answer, last);
            return difference.end() != null ? difference : recreated(difference, answer.deleted(), listed);
        } catch (LedgerUnavailableException e) {
            return ListingDifference.ended(SliceResult.failed(resume(), "the ledger cannot be asked"));
        }
    }

    private ListingDifference settle(Range covered, CompareResponse answer, boolean last) throws InterruptedException {
        long held = state.held() + answer.held();
        int before = state.concluded().size();
        MassDeletionGuard guard = new MassDeletionGuard(stream.deletions(), held, last, state.released());
        Set<String> known = new LinkedHashSet<>(state.gone());
        List<Held> gone = new ArrayList<>();
        for (Held item : answer.notListed()) {
            Finding finding = known.contains(item.itemId())
                    ? new Finding.Gone()
                    : suspects.missing().look(item, covered);
            switch (finding) {
                case Finding.Gone found -> gone.add(item);
                case Finding.Settled settled -> {}
                case Finding.Incomplete incomplete -> {
                    // it may have been left out by a page before this one, which only a new walk shows again
                    state = state.anew();
                    return ListingDifference.ended(
                            SliceResult.failed(resume(), "listing incomplete: an item that exists is not listed"));
                }
                case Finding.Unknown(SliceResult end) -> {
                    return ListingDifference.ended(interrupted(end, gone));
                }
            }
            if (guard.holds(before + gone.size())) {
                return ListingDifference.ended(
                        massDeletion(before + answer.notListed().size(), held));
            }
        }
        SliceResult failed = state.released() ? publishDeletes(gone) : null;
        if (failed == null && answer.notListed().size() >= MAX_NAMED) {
            failed = SliceResult.failed(resume(), "more differs than one comparison can name; it is made again");
        }
        return failed != null
                ? ListingDifference.ended(failed)
                : new ListingDifference(state.released() ? List.of() : gone, answer.held(), List.of(), null);
    }

    /** @param deleted items of the page that the ledger holds as deleted */
    private ListingDifference recreated(ListingDifference difference, List<Held> deleted, List<ListedItem> listed)
            throws InterruptedException {
        Map<String, ListedItem> byId = new HashMap<>();
        listed.forEach(item -> byId.put(item.itemId(), item));
        List<Place> unproven = new ArrayList<>();
        for (Held item : deleted) {
            ListedItem shown = Objects.requireNonNull(byId.get(item.itemId()), "an id that was not asked about");
            switch (suspects.recreated().look(item, shown, begun())) {
                case RecreatedItemResolver.Finding.Settled settled -> {}
                case RecreatedItemResolver.Finding.Unproven found ->
                    unproven.add(new Place(shown.itemId(), shown.position()));
                case RecreatedItemResolver.Finding.Unknown(SliceResult end) -> {
                    return ListingDifference.ended(interrupted(end, difference.gone()));
                }
            }
        }
        return difference.with(unproven);
    }

    /** How far the listing was complete when the walk began. */
    private long begun() {
        return Objects.requireNonNull(state.settled(), "the walk has a first page");
    }

    private static SliceResult massDeletion(long gone, long held) {
        return SliceResult.refused("mass-deletion: %d of %d items are no longer listed".formatted(gone, held));
    }

    /** What was found out is kept for the next slice, so that a long page is got through in the end. */
    private SliceResult interrupted(SliceResult end, List<Held> gone) throws InterruptedException {
        SliceResult failed = state.released() ? publishDeletes(gone) : null;
        if (failed != null) {
            return failed;
        }
        state = state.withGone(gone.stream().map(Held::itemId).toList());
        return switch (end.outcome()) {
            case GONE, REFUSED -> end;
            case ADVANCED, COMPLETED, LIMITED, FAILED ->
                new SliceResult(end.outcome(), resume(), end.retryAt(), end.reason());
        };
    }

    private @Nullable SliceResult publishDeletes(List<Held> gone) throws InterruptedException {
        Instant now = clock.instant();
        // newer than any word of the item's life before the walk, which may still be under way
        long since = stream.timedVersions() ? begun() : Long.MIN_VALUE;
        List<CapturedRecord> inferredDeletes = gone.stream()
                .map(held -> records.inferredDelete(held, since, now))
                .toList();
        return !inferredDeletes.isEmpty() && records.deliver(inferredDeletes) instanceof Failed failed
                ? SliceResult.undelivered(resume(), failed)
                : null;
    }

    private @Nullable SliceResult last(ReconcileState after) throws InterruptedException {
        if (!after.comparedAll(Range.of(task.from(), task.to()))) {
            state = state.anew();
            return SliceResult.failed(resume(), "the walk ended and has not shown all of its window");
        }
        if (new MassDeletionGuard(stream.deletions(), after.held(), true, after.released())
                .holds(after.concluded().size())) {
            return massDeletion(after.concluded().size(), after.held());
        }
        if (after.surprises(stream.deletions().few())) {
            state = after.again();
            return SliceResult.limited(
                    resume(),
                    clock.instant().plus(confirmAfter),
                    "%d of %d items are no longer listed: believed when a second walk comes to the same"
                            .formatted(after.concluded().size(), after.held()));
        }
        SliceResult unpublished = publishDeletes(after.concluded());
        if (unpublished != null) {
            return unpublished;
        }
        long from = Math.max(task.from(), RetentionBound.since(stream, clock.instant()));
        long to = after.settled() == null ? task.to() : Math.min(task.to(), after.settled());
        if (from < to) {
            SliceResult end = claim(Range.of(from, to), after);
            if (end != null) {
                return end;
            }
        }
        state = after;
        return null;
    }

    /** What is left out stays a gap of its own, which says why. */
    private @Nullable SliceResult claim(Range whole, ReconcileState after) throws InterruptedException {
        List<Place> unproven = after.unproven(whole);
        List<Range> proven = Coverage.of(unproven.stream()
                        .map(item -> Range.of(item.position(), item.position() + 1))
                        .toList())
                .missingFrom(whole)
                .ranges();
        if (proven.size() > ReconciliationWindow.MOST) {
            return SliceResult.refused(recreated(unproven));
        }
        List<CoverageReport> proofs = IntStream.range(0, proven.size())
                .mapToObj(part -> proof(part, proven.get(part)))
                .toList();
        if (!proofs.isEmpty() && records.prove(proofs) instanceof Failed failed) {
            return SliceResult.undelivered(resume(), failed);
        }
        return unproven.isEmpty() ? null : SliceResult.refused(recreated(unproven));
    }

    private static String recreated(List<Place> unproven) {
        return "%s exists, is held as deleted, and shows no newer version (such items: %d)"
                .formatted(unproven.getFirst().itemId(), unproven.size());
    }

    /** A window of each dispatch's own: what is retracted of one walk stays void, and the next must be believed. */
    private CoverageReport proof(int part, Range proven) {
        return new CoverageReport(
                new CoverageReport.WindowRef(
                        ReconciliationWindow.id(task.taskId(), part),
                        task.stream(),
                        IngestPath.MINED,
                        task.epoch(),
                        task.generation()),
                new CoverageReport.ClaimedRange(
                        proven.from(), proven.to(), Evidence.RECONCILED, stream.aspects(), false),
                CoverageReport.StreamHints.NONE,
                List.of(),
                clock.instant());
    }
}
