package dev.gapless.checkpoint.items.commit;

import dev.gapless.checkpoint.items.commit.ConflictFreeBatches.BatchEntry;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.LogPosition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Reads what {@link UpsertStatement} says of a round: first what it saw, then what it wrote. */
final class UpsertResultReader implements RowCallbackHandler {

    private static final int N = 1;
    private static final int WHAT = 2;
    private static final int FLAG = 3;
    private static final int RECORD = 4;
    private static final int HELD = 7;
    private static final int HELD_VERSION = 10;

    /** One state of a row: each that is accepted has another log position, each that is raised a higher version. */
    private record State(LogPosition record, long version) {}

    private final List<BatchEntry> round;
    private final List<BatchEntry> open;
    private final Map<LogPosition, BatchEntry> byRecord = new HashMap<>();
    private final @Nullable State[] seen;
    private final @Nullable ItemDecision[] verdicts;
    private final List<BatchEntry> noted = new ArrayList<>();
    private final List<BatchEntry> crossed = new ArrayList<>();

    /** @param open of the round, what is asked about */
    UpsertResultReader(List<BatchEntry> round, List<BatchEntry> open) {
        this.round = round;
        this.seen = new @Nullable State[round.size()];
        this.verdicts = new @Nullable ItemDecision[round.size()];
        this.open = open;
    }

    @Override
    public void processRow(ResultSet row) throws SQLException {
        int n = row.getInt(N);
        if (row.wasNull()) {
            written(row);
        } else {
            seen(round.get(n), row);
        }
    }

    private void seen(BatchEntry entry, ResultSet row) throws SQLException {
        String what = row.getString(WHAT);
        if (what.equals("NEWER")) {
            seen[entry.order()] = new State(record(row, HELD), row.getLong(HELD_VERSION));
            return;
        }
        verdicts[entry.order()] = new ItemDecision(Decision.valueOf(what), false);
        if (row.getBoolean(FLAG)) {
            noted.add(entry);
        }
    }

    private void written(ResultSet row) throws SQLException {
        // most rounds of duplicates never come here
        if (byRecord.isEmpty()) {
            open.forEach(each -> byRecord.put(each.item().logPosition(), each));
        }
        BatchEntry entry = byRecord.get(record(row, RECORD));
        if (entry == null) {
            throw new IllegalStateException("a row was written for a record that was not asked about");
        }
        verdicts[entry.order()] = new ItemDecision(Decision.valueOf(row.getString(WHAT)), row.getBoolean(FLAG));
        long version = row.getLong(HELD_VERSION);
        if (!row.wasNull() && !new State(record(row, HELD), version).equals(seen[entry.order()])) {
            crossed.add(entry);
        }
    }

    private static LogPosition record(ResultSet row, int column) throws SQLException {
        return new LogPosition(row.getObject(column, UUID.class), row.getInt(column + 1), row.getLong(column + 2));
    }

    /** Null while it is not decided. */
    @Nullable
    ItemDecision verdict(BatchEntry entry) {
        return verdicts[entry.order()];
    }

    /** Rejected, with something to be noted in the row. */
    List<BatchEntry> noted() {
        return noted;
    }

    /** Accepted over something else than was seen before. */
    List<BatchEntry> crossed() {
        return crossed;
    }

    /** Another transaction was faster, or a version was raised: to be asked about again. */
    List<BatchEntry> undecided() {
        return open.stream().filter(entry -> verdicts[entry.order()] == null).toList();
    }
}
