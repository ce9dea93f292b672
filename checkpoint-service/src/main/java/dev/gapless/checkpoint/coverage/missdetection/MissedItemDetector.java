package dev.gapless.checkpoint.coverage.missdetection;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.coverage.windows.CoverageRetractions;
import dev.gapless.checkpoint.coverage.windows.RetractedRange;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Looks through what was accepted since the last look. A process that dies on the way, or one that looks at the same
 * time, finds the same items again. Their windows do not claim them any more. Of those that look at the same time one
 * moves the mark, and the others end there: each reads one slice in vain at most.
 */
final class MissedItemDetector {

    private static final Duration SLICE = Duration.ofMinutes(5);

    private record Claim(String window, Range range) {}

    private final ScanWatermark accepted;
    private final JdbcClient jdbc;
    private final CoverageRetractions cuts;
    private final ForkLock gate;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final Duration grace;

    MissedItemDetector(
            ScanWatermark accepted,
            JdbcClient jdbc,
            CoverageRetractions cuts,
            ForkLock gate,
            TransactionOperations transaction,
            Clock clock,
            Duration grace) {
        this.accepted = accepted;
        this.jdbc = jdbc;
        this.cuts = cuts;
        this.gate = gate;
        this.transaction = transaction;
        this.clock = clock;
        this.grace = grace;
    }

    void look() {
        Optional<OffsetDateTime> mark = accepted.mark();
        if (mark.isEmpty()) {
            return;
        }
        accepted.summarize();
        OffsetDateTime from = mark.get();
        OffsetDateTime end = accepted.end(grace);
        while (from.isBefore(end)) {
            OffsetDateTime sliceEnd = from.plus(SLICE);
            OffsetDateTime to = sliceEnd.isBefore(end) ? sliceEnd : end;
            for (StreamId stream : streams(from, to)) {
                takeBack(stream, from, to);
            }
            if (!accepted.move(from, to)) {
                return;
            }
            from = to;
        }
    }

    private List<StreamId> streams(OffsetDateTime from, OffsetDateTime to) {
        return jdbc.sql(MissedItemSql.STREAMS)
                .param("from", from)
                .param("to", to)
                .param("grace", grace.toMillis())
                .query((row, number) -> new StreamId(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    /** Looked at again behind the gate, for only there the windows stand still. */
    private void takeBack(StreamId stream, OffsetDateTime from, OffsetDateTime to) {
        transaction.executeWithoutResult(status -> {
            gate.lockExclusive(stream);
            List<Claim> claims = jdbc.sql(MissedItemSql.OF_STREAM)
                    .param("source", stream.source())
                    .param("account", stream.account())
                    .param("stream", stream.stream())
                    .param("from", from)
                    .param("to", to)
                    .param("grace", grace.toMillis())
                    .query((row, number) -> claim(row))
                    .list();
            for (Claim claim : claims) {
                cuts.applyAlone(new RetractedRange(
                        stream,
                        claim.range(),
                        new RetractedRange.Whose.TheseWindows(List.of(claim.window())),
                        "missed-item",
                        clock.instant()));
            }
        });
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(row.getString("part_of"), Range.of(row.getLong("cut_from"), row.getLong("cut_to")));
    }
}
