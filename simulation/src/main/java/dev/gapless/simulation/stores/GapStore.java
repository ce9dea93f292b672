package dev.gapless.simulation.stores;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.planning.PlanStep;
import dev.gapless.scheduler.progress.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The {@code gap} table: each method does what one statement of the scheduler does, on the row as it then is. One that
 * changes a row names the epoch it was decided at, and a row at another epoch stays as it is.
 */
public class GapStore {

    /** A row, and what only dispatch needs of it. */
    private record Row(GapRow gap, Instant dueAt, int lost) {}

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Duration lease;
    private final int perAccount;
    private long lastEpoch;
    private int opened;

    public GapStore(Duration lease, int perAccount) {
        this.lease = lease;
        this.perAccount = perAccount;
    }

    /** Ascending. */
    public List<GapRow> unfinished(StreamId stream) {
        return rows.values().stream()
                .map(Row::gap)
                .filter(gap -> gap.state() != GapState.FILLED && gap.stream().equals(stream))
                .sorted(Comparator.comparingLong(gap -> gap.range().from()))
                .toList();
    }

    /** False when an unfinished gap begins there already. */
    public boolean open(StreamId stream, PlanStep.Open step, Instant now) {
        boolean taken = unfinished(stream).stream()
                .anyMatch(gap -> gap.range().from() == step.range().from());
        if (taken) {
            return false;
        }
        GapRow gap = new GapRow(
                "gap" + ++opened, stream, step.range(), GapState.OPEN, 0, step.generation(), null, 0, 0, null);
        rows.put(gap.id(), new Row(gap, now, 0));
        return true;
    }

    public boolean fill(GapRow seen) {
        Row row = at(seen.id(), seen.epoch());
        if (row == null || row.gap().state() == GapState.FILLED) {
            return false;
        }
        GapRow gap = row.gap();
        keep(row, with(gap, GapState.FILLED, gap.range(), null, gap.attempts(), gap.unseen(), null), row.dueAt());
        return true;
    }

    public boolean reopen(PlanStep.Reopen step, Duration delay, Instant now) {
        Row row = at(step.gap().id(), step.gap().epoch());
        if (row == null || row.gap().state() != GapState.FILLING) {
            return false;
        }
        GapRow gap = row.gap();
        keep(
                row,
                with(gap, GapState.OPEN, step.range(), null, gap.attempts() + 1, gap.unseen() + 1, null),
                now.plus(delay));
        return true;
    }

    public boolean reshape(PlanStep.Reshape step) {
        Row row = at(step.gap().id(), step.gap().epoch());
        if (row == null || (row.gap().state() != GapState.OPEN && row.gap().state() != GapState.STUCK)) {
            return false;
        }
        GapRow gap = row.gap();
        keep(row, with(gap, gap.state(), step.range(), null, gap.attempts(), gap.unseen(), null), row.dueAt());
        return true;
    }

    /** Takes back those whose miner was not heard of. */
    public int reopenLost(Instant now) {
        int reopened = 0;
        for (Row row : List.copyOf(rows.values())) {
            GapRow gap = row.gap();
            Instant until = gap.leaseUntil();
            if (gap.state() == GapState.SCHEDULED && until != null && until.isBefore(now)) {
                GapRow open = with(gap, GapState.OPEN, gap.range(), gap.resume(), gap.attempts(), gap.unseen(), null);
                rows.put(gap.id(), new Row(open, now, row.lost() + 1));
                reopened++;
            }
        }
        return reopened;
    }

    /** Marks what is due, as far as there is room, and makes its tasks. */
    public List<MiningTask> take(Instant now) {
        long out = rows.values().stream()
                .filter(row -> row.gap().state() == GapState.SCHEDULED)
                .count();
        List<MiningTask> tasks = new ArrayList<>();
        for (Row row : due(now)) {
            if (out + tasks.size() < perAccount) {
                tasks.add(take(row, now));
            }
        }
        return tasks;
    }

    private List<Row> due(Instant now) {
        return rows.values().stream()
                .filter(row -> row.gap().state() == GapState.OPEN || row.gap().state() == GapState.STUCK)
                .filter(row -> !row.dueAt().isAfter(now))
                .sorted(Comparator.comparing(Row::dueAt)
                        .thenComparing(row -> row.gap().id()))
                .toList();
    }

    private MiningTask take(Row row, Instant now) {
        GapRow gap = row.gap();
        long epoch = ++lastEpoch;
        Duration time = lease.multipliedBy(Math.min(10, 1L << Math.min(row.lost(), 4)));
        GapRow taken = new GapRow(
                gap.id(),
                gap.stream(),
                gap.range(),
                GapState.SCHEDULED,
                epoch,
                gap.generation(),
                gap.resume(),
                gap.attempts(),
                gap.unseen(),
                now.plus(time));
        keep(row, taken, row.dueAt());
        Range range = gap.range();
        return new MiningTask(
                gap.id() + "-" + epoch,
                gap.id(),
                gap.stream(),
                MiningMode.GAP_FILL,
                range.from(),
                range.to(),
                gap.resume(),
                epoch,
                gap.generation(),
                now);
    }

    /** Empty when the gap is not under way at this epoch any more. */
    public OptionalInt attempts(String id, long epoch) {
        Row row = at(id, epoch);
        return row == null || row.gap().state() != GapState.SCHEDULED
                ? OptionalInt.empty()
                : OptionalInt.of(row.gap().attempts());
    }

    public boolean apply(String id, long epoch, Verdict verdict) {
        Row row = at(id, epoch);
        if (row == null || row.gap().state() != GapState.SCHEDULED) {
            return false;
        }
        GapRow gap = row.gap();
        GapRow moved = with(
                gap,
                verdict.state(),
                gap.range(),
                verdict.resume(),
                verdict.attempts(),
                gap.unseen(),
                verdict.leaseUntil());
        rows.put(id, new Row(moved, verdict.dueAt(), 0));
        return true;
    }

    /** The epoch of the gap's last dispatch; 0 when there is none. */
    public long epochOf(String id) {
        Row row = rows.get(id);
        return row == null ? 0 : row.gap().epoch();
    }

    /** All that are not filled. */
    public List<GapRow> open() {
        return rows.values().stream()
                .map(Row::gap)
                .filter(gap -> gap.state() != GapState.FILLED)
                .toList();
    }

    /** The row, if nobody has dispatched it since. */
    protected boolean sameEpoch(GapRow row, long epoch) {
        return row.epoch() == epoch;
    }

    private @Nullable Row at(String id, long epoch) {
        Row row = rows.get(id);
        return row != null && sameEpoch(row.gap(), epoch) ? row : null;
    }

    private void keep(Row row, GapRow gap, Instant dueAt) {
        rows.put(gap.id(), new Row(gap, dueAt, row.lost()));
    }

    private static GapRow with(
            GapRow gap,
            GapState state,
            Range range,
            @Nullable String resume,
            int attempts,
            int unseen,
            @Nullable Instant leaseUntil) {
        return new GapRow(
                gap.id(),
                gap.stream(),
                range,
                state,
                gap.epoch(),
                gap.generation(),
                resume,
                attempts,
                unseen,
                leaseUntil);
    }
}
