package dev.gapless.simulation.stores;

import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.shards.AccountShard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code stream_plan} table, and the notes of changed coverage that it is fed by: each method does what one
 * statement does.
 */
public final class SimulatedPlanQueue {

    /** A stream that was taken to be planned. */
    public record TakenStream(StreamId stream, long token, long changes, int waits) {}

    private record Row(Instant due, Instant plannedAt, boolean live, long token, long changes, int waits) {

        Row dueBy(Instant at) {
            return new Row(at.isBefore(due) ? at : due, plannedAt, live, token, changes + 1, waits);
        }
    }

    private final Map<StreamId, Row> rows = new LinkedHashMap<>();
    private final Set<StreamId> notes = new LinkedHashSet<>();
    private long lastToken;

    /** All are due. */
    public SimulatedPlanQueue(Collection<StreamId> streams) {
        streams.forEach(stream -> rows.put(stream, new Row(Instant.MIN, Instant.MIN, false, 0, 0, 0)));
    }

    /** The rows and notes as they are now. */
    public SimulatedPlanQueue copy() {
        SimulatedPlanQueue copy = new SimulatedPlanQueue(List.of());
        copy.rows.putAll(rows);
        copy.notes.addAll(notes);
        return copy;
    }

    /** The rows and notes are as they were; tokens go on. */
    public void become(SimulatedPlanQueue then) {
        rows.clear();
        rows.putAll(then.rows);
        notes.clear();
        notes.addAll(then.notes);
    }

    /** The checkpoint service notes that a plan of the stream may depend on what it wrote. */
    public void note(StreamId stream) {
        notes.add(stream);
    }

    /** The notes, which stay until they are deleted. */
    public List<StreamId> notes() {
        return List.copyOf(notes);
    }

    public void delete(List<StreamId> done) {
        done.forEach(notes::remove);
    }

    public void changed(StreamId stream, Instant now) {
        rows.computeIfPresent(stream, (any, row) -> row.dueBy(now));
    }

    /**
     * The stream's live window is silent.
     *
     * @param rest no sooner than this after the last plan
     */
    public void silent(StreamId stream, Duration rest, Instant now) {
        rows.computeIfPresent(stream, (any, row) -> {
            Instant rested = row.plannedAt().plus(rest);
            return row.live() ? row.dueBy(rested.isAfter(now) ? rested : now) : row;
        });
    }

    /** A plan no later than this. */
    public void noLater(StreamId stream, Instant at) {
        changed(stream, at);
    }

    /**
     * @param shards those of the scheduler
     * @param until when others take the streams again unless they were finished
     */
    public List<TakenStream> take(Set<Integer> shards, Instant now, Instant until) {
        List<TakenStream> taken = new ArrayList<>();
        long token = ++lastToken;
        for (Map.Entry<StreamId, Row> entry : rows.entrySet()) {
            Row row = entry.getValue();
            if (!row.due().isAfter(now) && shards.contains(AccountShard.of(entry.getKey()))) {
                taken.add(new TakenStream(entry.getKey(), token, row.changes(), row.waits()));
                entry.setValue(new Row(until, row.plannedAt(), row.live(), token, row.changes(), row.waits()));
            }
        }
        return taken;
    }

    /** The lease of what was taken has run out, though the one who took it lives. */
    public void expire(List<TakenStream> taken, Instant now) {
        taken.stream()
                .filter(this::holds)
                .forEach(each -> rows.computeIfPresent(
                        each.stream(),
                        (any, row) ->
                                new Row(now, row.plannedAt(), row.live(), row.token(), row.changes(), row.waits())));
    }

    /** True when no other planner has taken the stream since. */
    public boolean holds(TakenStream taken) {
        Row row = rows.get(taken.stream());
        return row != null && row.token() == taken.token();
    }

    public void finish(TakenStream taken, Instant due, int waits, boolean live, Instant now) {
        if (holds(taken)) {
            rows.computeIfPresent(
                    taken.stream(),
                    (any, row) -> new Row(
                            row.changes() == taken.changes() ? due : now,
                            now,
                            live,
                            row.token(),
                            row.changes(),
                            waits));
        }
    }
}
