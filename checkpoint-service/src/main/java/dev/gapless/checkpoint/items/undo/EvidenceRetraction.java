package dev.gapless.checkpoint.items.undo;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.coverage.windows.CoverageRetractions;
import dev.gapless.checkpoint.coverage.windows.RetractedRange;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.ReconciliationWindow;
import dev.gapless.common.position.StreamId;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes back what walks had proven whose listing turned out to be broken. Rows that several proofs were merged into can
 * no longer be told apart and go too: that costs another reconciliation and no truth.
 */
final class EvidenceRetraction {

    private static final Range ALL = Range.of(Long.MIN_VALUE, Long.MAX_VALUE);

    private static final String MERGED = """
            select distinct part_of
              from coverage_window
             where account = :account
               and source = :source
               and stream = :stream
               and evidence = 'RECONCILED'
               and window_id like 'merged:%'
            """;

    private final JdbcClient jdbc;
    private final CoverageRetractions cuts;
    private final ForkLock gate;
    private final TransactionOperations transaction;
    private final Clock clock;

    EvidenceRetraction(
            JdbcClient jdbc, CoverageRetractions cuts, ForkLock gate, TransactionOperations transaction, Clock clock) {
        this.jdbc = jdbc;
        this.cuts = cuts;
        this.gate = gate;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Of those who had concluded these; in a transaction a stream. */
    void takeBack(List<InferredDeleteRow> undone) {
        Map<StreamId, Set<String>> proofs = undone.stream()
                .collect(Collectors.groupingBy(
                        InferredDeleteRow::stream,
                        Collectors.flatMapping(
                                item -> ReconciliationWindow.ids(item.inferredBy()).stream(),
                                Collectors.toCollection(LinkedHashSet::new))));
        proofs.forEach((stream, windows) -> transaction.executeWithoutResult(status -> takeBack(stream, windows)));
    }

    private void takeBack(StreamId stream, Set<String> windows) {
        gate.lockExclusive(stream);
        List<String> concerned =
                Stream.concat(windows.stream(), merged(stream).stream()).toList();
        cuts.applyAlone(new RetractedRange(
                stream, ALL, new RetractedRange.Whose.TheseWindows(concerned), "undone-deletion", clock.instant()));
    }

    private List<String> merged(StreamId stream) {
        return jdbc.sql(MERGED)
                .param("account", stream.account())
                .param("source", stream.source())
                .param("stream", stream.stream())
                .query((row, number) -> row.getString(1))
                .list();
    }
}
