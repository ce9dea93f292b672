package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.rows.Columns;
import dev.gapless.checkpoint.rows.Statements;
import dev.gapless.checkpoint.streams.ForkGate;
import dev.gapless.common.message.CoverageReport;
import java.util.List;
import org.springframework.transaction.support.TransactionOperations;

/** The tables of coverage. Windows only grow, so reports can be applied again and in any order. */
final class CoverageLedger {

    private final Statements statements;
    private final Columns<WindowPart> columns;
    private final StreamFacts facts;
    private final ForkGate gate;
    private final TransactionOperations transaction;

    CoverageLedger(Statements statements, CapturedTopicIds topics, ForkGate gate, TransactionOperations transaction) {
        this.statements = statements;
        this.columns = Grow.columns(topics);
        this.facts = new StreamFacts(statements);
        this.gate = gate;
        this.transaction = transaction;
    }

    /** All or none, in their order. */
    void apply(List<CoverageReport> reports) {
        transaction.executeWithoutResult(status -> {
            gate.passTogether(
                    reports.stream().map(CoverageReport::stream).distinct().toList());
            statements.update(Grow.SQL, columns, WindowPart.of(reports));
            facts.note(reports);
        });
    }
}
