package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.CoverageReport;
import java.util.List;
import org.springframework.transaction.support.TransactionOperations;

/** The tables of coverage. Windows only grow, so reports can be applied again and in any order. */
final class CoverageWindowStore {

    private final BatchStatements statements;
    private final ArrayColumns<WindowPart> columns;
    private final StreamStateWriter facts;
    private final ForkLock gate;
    private final TransactionOperations transaction;

    CoverageWindowStore(
            BatchStatements statements, CapturedTopicIds topics, ForkLock gate, TransactionOperations transaction) {
        this.statements = statements;
        this.columns = WindowUpsertStatement.columns(topics);
        this.facts = new StreamStateWriter(statements);
        this.gate = gate;
        this.transaction = transaction;
    }

    /** All or none, in their order. */
    void apply(List<CoverageReport> reports) {
        transaction.executeWithoutResult(status -> {
            gate.lockShared(
                    reports.stream().map(CoverageReport::stream).distinct().toList());
            statements.update(WindowUpsertStatement.SQL, columns, WindowPart.of(reports));
            facts.note(reports);
        });
    }
}
