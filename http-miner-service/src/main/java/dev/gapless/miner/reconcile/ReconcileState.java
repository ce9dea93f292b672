package dev.gapless.miner.reconcile;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.miner.audit.UncoveredItems;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a reconciliation.
 *
 * @param walk where the walk goes on; null at its start
 * @param compared what was compared so far
 * @param waiting listed, and not yet in a range that was compared
 * @param gone ids on the page to come that the source was asked for and does not have
 * @param held items that the ledger held where the walk has compared
 * @param concluded those of them that the source does not have any more; deleted by inference at the walk's end
 * @param unproven items that the source has again, and that stay deleted in the ledger; their positions are not claimed
 * @param retracted ids that the walk before this one concluded the same of, and left to this one to confirm
 * @param settled how far the listing was complete when the walk began; null before its first page
 * @param released true when an operator lets this walk go without its guard
 */
public record ReconcileState(
        @Nullable String walk,
        List<Range> compared,
        List<Place> waiting,
        List<String> gone,
        long held,
        List<Held> concluded,
        List<Place> unproven,
        List<String> retracted,
        @Nullable Long settled,
        boolean released) {

    /** What the scheduler gives in the place of a resume point when an operator has released the gap. */
    public static final String RELEASED = "released";

    /** An item without its bytes. */
    public record Place(String itemId, long position) {}

    public ReconcileState {
        compared = List.copyOf(compared);
        waiting = List.copyOf(waiting);
        gone = List.copyOf(gone);
        concluded = List.copyOf(concluded);
        unproven = List.copyOf(unproven);
        retracted = List.copyOf(retracted);
    }

    /** @param released true when an operator lets the walk go without its guard */
    public static ReconcileState begin(boolean released) {
        return begin(released, List.of());
    }

    private static ReconcileState begin(boolean released, List<String> retracted) {
        return new ReconcileState(
                null, List.of(), List.of(), List.of(), 0, List.of(), List.of(), retracted, null, released);
    }

    /** The walk from its start, as it is released or not. */
    ReconcileState anew() {
        return begin(released);
    }

    UncoveredItems seen() {
        return new UncoveredItems(waiting.stream()
                .map(place -> new ListedItem(place.itemId(), place.position(), new byte[0]))
                .toList());
    }

    /**
     * @param now compared on the page that is done with; null when it covered nothing
     * @param difference what the comparison came to
     */
    ReconcileState after(@Nullable Range now, ListingDifference difference, UncoveredItems beyond, String walkResume) {
        Coverage all = Coverage.of(compared);
        List<Held> gone = new ArrayList<>(concluded);
        gone.addAll(difference.gone());
        List<Place> created = new ArrayList<>(unproven);
        created.addAll(difference.unproven());
        return new ReconcileState(
                walkResume,
                (now == null ? all : all.plus(now)).ranges(),
                beyond.waiting().stream()
                        .map(item -> new Place(item.itemId(), item.position()))
                        .toList(),
                List.of(),
                held + difference.held(),
                gone,
                created,
                retracted,
                settled,
                released);
    }

    ReconcileState withGone(List<String> ids) {
        return new ReconcileState(
                walk, compared, waiting, ids, held, concluded, unproven, retracted, settled, released);
    }

    /** @param position how far the listing is complete now; what counts is how far it was at the walk's first page */
    ReconcileState begunAt(long position) {
        return settled != null
                ? this
                : new ReconcileState(
                        walk, compared, waiting, gone, held, concluded, unproven, retracted, position, released);
    }

    /**
     * More was concluded than one walk is believed: what the walk before did not conclude too is more than a few.
     *
     * @param few so many are believed at once
     */
    boolean surprises(long few) {
        Set<String> before = Set.copyOf(retracted);
        return !released
                && concluded.stream()
                                .filter(item -> !before.contains(item.itemId()))
                                .count()
                        > few;
    }

    /** The walk from its start, to confirm what this one concluded. */
    ReconcileState again() {
        return begin(released, concluded.stream().map(Held::itemId).toList());
    }

    /** Those of a range. */
    List<Place> unproven(Range range) {
        return unproven.stream().filter(item -> range.contains(item.position())).toList();
    }

    boolean comparedAll(Range range) {
        return Coverage.of(compared).contains(range);
    }
}
