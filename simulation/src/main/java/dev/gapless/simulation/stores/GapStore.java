package dev.gapless.simulation.stores;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.UnfillableReason;
import dev.gapless.scheduler.planning.PlanStep;
import dev.gapless.scheduler.planning.ReconcileHistory;
import dev.gapless.scheduler.progress.DispatchedGapState;
import dev.gapless.scheduler.progress.GapTransition;
import dev.gapless.scheduler.progress.SourceHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The {@code gap} table: each method does what one statement of the scheduler does, on the row as it then is. One that
 * changes a row names the epoch it was decided at, and a row at another epoch stays as it is.
 */
public class GapStore {

    /** A row, and what planning does not need of it. */
    private record Row(
            GapRow gap,
            Instant dueAt,
            int lost,
            GapCause cause,
            Instant openedAt,
            @Nullable Instant closedAt,
            @Nullable Long probeFrom,
            @Nullable Instant goneSince,
            int goneAnswers) {

        Row with(GapRow changed, Instant due) {
            return new Row(
                    changed, due, lost, cause, openedAt, closedAt, inside(changed.range()), goneSince, goneAnswers);
        }

        private @Nullable Long inside(Range range) {
            return probeFrom != null && range.from() < probeFrom && probeFrom < range.to() ? probeFrom : null;
        }

        Row lost(int times) {
            return new Row(gap, dueAt, times, cause, openedAt, closedAt, probeFrom, goneSince, goneAnswers);
        }

        Row closed(Instant at) {
            return new Row(gap, dueAt, lost, cause, openedAt, at, probeFrom, goneSince, goneAnswers);
        }

        Row told(SourceHistory history) {
            return switch (history) {
                case SourceHistory.Untold untold -> this;
                case SourceHistory.Kept kept -> new Row(gap, dueAt, lost, cause, openedAt, closedAt, null, null, 0);
                case SourceHistory.Gone(long from, Instant since, int answers) ->
                    new Row(gap, dueAt, lost, cause, openedAt, closedAt, from, since, answers);
            };
        }

        boolean retried() {
            return gap.waits()
                    || (gap.state() == GapState.UNFILLABLE
                            && UnfillableReason.GONE.word().equals(gap.reason()));
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Duration lease;
    private final int perAccount;
    private long lastEpoch;
    private int opened;

    public GapStore(Duration lease, int perAccount) {
        this.lease = lease;
        this.perAccount = perAccount;
    }

    /** The rows as they are now. */
    public GapStore copy() {
        GapStore copy = new GapStore(lease, perAccount);
        copy.rows.putAll(rows);
        copy.lastEpoch = lastEpoch;
        return copy;
    }

    /** The rows are as they were; ids of new ones go on, for they are random in life. */
    public void become(GapStore then) {
        rows.clear();
        rows.putAll(then.rows);
        lastEpoch = then.lastEpoch;
    }

    /** Ascending. */
    public List<GapRow> unfinished(StreamId stream) {
        return unfinished().stream()
                .filter(gap -> gap.stream().equals(stream))
                .sorted(Comparator.comparingLong(gap -> gap.range().from()))
                .toList();
    }

    /** All that are not filled. */
    public List<GapRow> unfinished() {
        return rows.values().stream()
                .map(Row::gap)
                .filter(gap -> gap.state() != GapState.FILLED)
                .toList();
    }

    /** False when an unfinished gap begins there already. */
    public boolean open(StreamId stream, PlanStep.Open step, Instant now) {
        Instant due = step.due() == null ? now : step.due();
        return insert(stream, GapState.OPEN, step.range(), step.mode(), null, step.cause(), due, now);
    }

    public boolean markUnfillable(StreamId stream, PlanStep.Lose step, Instant now) {
        return insert(
                stream,
                GapState.UNFILLABLE,
                step.range(),
                step.mode(),
                step.reason().word(),
                GapCause.FIRST_RUN,
                now,
                now);
    }

    private boolean insert(
            StreamId stream,
            GapState state,
            Range range,
            MiningMode mode,
            @Nullable String reason,
            GapCause cause,
            Instant due,
            Instant now) {
        boolean compares = mode == MiningMode.RECONCILE;
        boolean taken = unfinished(stream).stream()
                .anyMatch(gap -> gap.range().from() == range.from() && gap.reconciles() == compares);
        if (taken) {
            return false;
        }
        GapRow gap = new GapRow(
                "gap" + ++opened, stream, range, state, 0, 0, new GapRow.GapTries(0, 0, null, null), mode, reason);
        rows.put(
                gap.id(), new Row(gap, due, 0, retracted(gap) ? GapCause.RETRACTION : cause, now, null, null, null, 0));
        return true;
    }

    /** What was filled before and is missing again was retracted in between. */
    private boolean retracted(GapRow gap) {
        return gap.mode() == MiningMode.GAP_FILL
                && rows.values().stream()
                        .map(Row::gap)
                        .anyMatch(old -> old.state() == GapState.FILLED
                                && !old.reconciles()
                                && old.stream().equals(gap.stream())
                                && old.range().overlaps(gap.range()));
    }

    public boolean await(GapRow seen) {
        Row row = at(seen.id(), seen.epoch());
        if (row == null || !row.gap().waits()) {
            return false;
        }
        GapRow gap = row.gap();
        GapRow waiting = new GapRowUpdate(gap)
                .state(GapState.FILLING)
                .resume(null)
                .leaseUntil(null)
                .row();
        rows.put(gap.id(), row.with(waiting, row.dueAt()));
        return true;
    }

    public boolean fill(GapRow seen, Instant now) {
        Row row = at(seen.id(), seen.epoch());
        if (row == null || row.gap().state() == GapState.FILLED) {
            return false;
        }
        GapRow gap = row.gap();
        GapRow filled = new GapRowUpdate(gap)
                .state(GapState.FILLED)
                .resume(null)
                .leaseUntil(null)
                .row();
        rows.put(gap.id(), row.with(filled, row.dueAt()).closed(now));
        return true;
    }

    public boolean reopen(PlanStep.Reopen step, Duration delay, Instant now) {
        Row row = at(step.gap().id(), step.gap().epoch());
        if (row == null || row.gap().state() != GapState.FILLING) {
            return false;
        }
        GapRowUpdate reopened = new GapRowUpdate(row.gap())
                .state(GapState.OPEN)
                .range(step.range())
                .resume(null)
                .attempts(row.gap().attempts() + 1)
                .unseen(row.gap().unseen() + 1)
                .leaseUntil(null);
        keep(row, reopened, now.plus(delay));
        return true;
    }

    public boolean reshape(PlanStep.Reshape step) {
        Row row = at(step.gap().id(), step.gap().epoch());
        if (row == null || !row.gap().waits()) {
            return false;
        }
        keep(row, new GapRowUpdate(row.gap()).range(step.range()).resume(null), row.dueAt());
        return true;
    }

    public boolean absorb(GapRow seen) {
        Row row = at(seen.id(), seen.epoch());
        if (row == null || !row.gap().waits()) {
            return false;
        }
        rows.remove(seen.id());
        return true;
    }

    public boolean giveUp(PlanStep.GiveUp step) {
        Row row = at(step.gap().id(), step.gap().epoch());
        if (row == null || !(row.gap().waits() || row.gap().state() == GapState.FILLING)) {
            return false;
        }
        GapRowUpdate given = new GapRowUpdate(row.gap())
                .state(GapState.UNFILLABLE)
                .range(step.range())
                .resume(null)
                .leaseUntil(null)
                .reason(UnfillableReason.RETENTION.word());
        keep(row, given, row.dueAt());
        return true;
    }

    public boolean resize(PlanStep.Resize step) {
        Row row = rows.get(step.gap().id());
        if (row == null
                || row.gap().state() != GapState.UNFILLABLE
                || !row.gap().range().equals(step.gap().range())) {
            return false;
        }
        keep(row, new GapRowUpdate(row.gap()).range(step.range()), row.dueAt());
        return true;
    }

    /** What was reconciled of the stream before. */
    public ReconcileHistory history(StreamId stream) {
        Instant finished = null;
        Instant opened = null;
        Instant liveGapClosed = null;
        for (Row row : rows.values()) {
            GapRow gap = row.gap();
            boolean filled = gap.state() == GapState.FILLED;
            if (!gap.stream().equals(stream)) {
                continue;
            }
            if (gap.reconciles()) {
                finished = filled ? later(finished, row.closedAt()) : finished;
                opened = gap.state() == GapState.UNFILLABLE ? opened : later(opened, row.openedAt());
            } else if (filled && (row.cause() == GapCause.LIVE_GAP || row.cause() == GapCause.RETRACTION)) {
                liveGapClosed = later(liveGapClosed, row.closedAt());
            }
        }
        return new ReconcileHistory(finished, opened, liveGapClosed);
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }

    /** Takes back those whose miner was not heard of. */
    public int reopenLost(Instant now) {
        int reopened = 0;
        for (Row row : List.copyOf(rows.values())) {
            Instant until = row.gap().leaseUntil();
            if (row.gap().state() == GapState.SCHEDULED && until != null && until.isBefore(now)) {
                GapRow open = new GapRowUpdate(row.gap())
                        .state(GapState.OPEN)
                        .leaseUntil(null)
                        .row();
                rows.put(open.id(), row.with(open, now).lost(row.lost() + 1));
                reopened++;
            }
        }
        return reopened;
    }

    /**
     * Marks what is due, as far as there is room, and makes its tasks.
     *
     * @param stopped streams of which nothing is taken
     */
    public List<MiningTask> take(Instant now, Predicate<StreamId> stopped) {
        long out = rows.values().stream()
                .filter(row -> row.gap().state() == GapState.SCHEDULED)
                .count();
        List<MiningTask> tasks = new ArrayList<>();
        for (Row row : due(now)) {
            if (out + tasks.size() < perAccount && !stopped.test(row.gap().stream())) {
                tasks.add(take(row, now));
            }
        }
        return tasks;
    }

    private List<Row> due(Instant now) {
        return rows.values().stream()
                .filter(row -> row.retried() && !row.dueAt().isAfter(now))
                .sorted(Comparator.comparing((Row row) -> row.gap().reconciles())
                        .thenComparing(Row::dueAt)
                        .thenComparing(row -> row.gap().id()))
                .toList();
    }

    private MiningTask take(Row row, Instant now) {
        GapRow gap = row.gap();
        long epoch = ++lastEpoch;
        Duration time = lease.multipliedBy(Math.min(10, 1L << Math.min(row.lost(), 4)));
        GapRowUpdate taken =
                new GapRowUpdate(gap).state(GapState.SCHEDULED).epoch(epoch).leaseUntil(now.plus(time));
        keep(row, taken, row.dueAt());
        return new MiningTask(
                gap.id() + "-" + epoch,
                gap.id(),
                gap.stream(),
                gap.mode(),
                row.probeFrom() == null ? gap.range().from() : row.probeFrom(),
                gap.range().to(),
                gap.resume(),
                epoch,
                gap.generation(),
                now);
    }

    /** Empty when the gap is not under way at this epoch any more. */
    public Optional<DispatchedGapState> standing(String id, long epoch) {
        Row row = at(id, epoch);
        return row == null || row.gap().state() != GapState.SCHEDULED
                ? Optional.empty()
                : Optional.of(new DispatchedGapState(
                        row.gap().range(),
                        row.gap().attempts(),
                        row.probeFrom(),
                        row.goneSince(),
                        row.goneAnswers(),
                        UnfillableReason.GONE.word().equals(row.gap().reason()),
                        row.gap().reconciles()));
    }

    public boolean apply(String id, long epoch, GapTransition verdict, Instant now) {
        Row row = at(id, epoch);
        if (row == null || row.gap().state() != GapState.SCHEDULED) {
            return false;
        }
        GapRowUpdate moved = new GapRowUpdate(row.gap())
                .state(verdict.state())
                .resume(verdict.resume())
                .attempts(verdict.attempts())
                .leaseUntil(verdict.leaseUntil())
                .reason(verdict.reason());
        Long younger = row.probeFrom();
        if (verdict.history() instanceof SourceHistory.Kept(Long olderProbe)
                && younger != null
                && younger > row.gap().range().from()) {
            moved.range(new Range(younger, row.gap().range().to()));
            older(row, new Range(row.gap().range().from(), younger), olderProbe, now);
        }
        rows.put(id, row.with(moved.row(), verdict.dueAt()).lost(0).told(verdict.history()));
        return true;
    }

    private void older(Row row, Range range, @Nullable Long probeFrom, Instant now) {
        GapRow gap = row.gap();
        GapRow older = new GapRow(
                "gap" + ++opened,
                gap.stream(),
                range,
                GapState.OPEN,
                0,
                gap.generation(),
                new GapRow.GapTries(1, 0, null, null),
                gap.mode(),
                null);
        rows.put(older.id(), new Row(older, now, 0, row.cause(), row.openedAt(), null, probeFrom, null, 0));
    }

    /** The row, if it was not dispatched since. */
    protected boolean sameEpoch(GapRow row, long epoch) {
        return row.epoch() == epoch;
    }

    private @Nullable Row at(String id, long epoch) {
        Row row = rows.get(id);
        return row != null && sameEpoch(row.gap(), epoch) ? row : null;
    }

    private void keep(Row row, GapRowUpdate change, Instant dueAt) {
        rows.put(row.gap().id(), row.with(change.row(), dueAt));
    }
}
