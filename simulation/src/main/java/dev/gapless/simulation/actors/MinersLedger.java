package dev.gapless.simulation.actors;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CompareAnswer;
import dev.gapless.common.message.CompareAnswer.Held;
import dev.gapless.common.message.CompareQuery;
import dev.gapless.common.message.Operation;
import dev.gapless.miner.compare.AuditFinding;
import dev.gapless.miner.compare.Ledger;
import dev.gapless.miner.compare.LedgerAwayException;
import dev.gapless.simulation.database.Database;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.kafka.Topic;
import dev.gapless.simulation.time.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ledger, as miners ask it. */
final class MinersLedger implements Ledger {

    private final Node node;
    private final Stage stage;
    private final Database database;
    private final Offsets offsets;

    MinersLedger(Node node, Stage stage, Database database, Offsets offsets) {
        this.node = node;
        this.stage = stage;
        this.database = database;
        this.offsets = offsets;
    }

    @Override
    public CompareAnswer compare(CompareQuery query) throws LedgerAwayException {
        node.reached("compare");
        node.await(stage.travel());
        if (stage.chaos().strikes(FaultKind.LEDGER_AWAY)) {
            throw new LedgerAwayException(new IOException("away"));
        }
        CompareAnswer answer = answer(query);
        if (stage.core().comparesOnlyAWholeLedger() && lacksPublished()) {
            throw new LedgerAwayException(new IOException("the database lacks what is published"));
        }
        node.await(stage.travel());
        node.reached("compared");
        return answer;
    }

    private boolean lacksPublished() {
        for (Topic topic : IntakePositions.CAPTURED) {
            for (int partition = 0; partition < stage.log().partitions(topic); partition++) {
                Long published = offsets.next(topic, partition);
                if (published != null && database.decided(topic, partition) < published) {
                    return true;
                }
            }
        }
        return false;
    }

    private CompareAnswer answer(CompareQuery query) {
        Set<String> listed = Set.copyOf(query.listed());
        Set<String> unknown = new HashSet<>(listed);
        List<Held> notListed = new ArrayList<>();
        long held = 0;
        for (Item item : database.ledger().held()) {
            if (!item.streamId().equals(query.stream())) {
                continue;
            }
            unknown.remove(item.itemId());
            boolean inside = query.from() <= item.position() && item.position() < query.to();
            if (inside && item.operation() != Operation.DELETE) {
                held++;
                if (!listed.contains(item.itemId())) {
                    notListed.add(new Held(item.itemId(), item.position(), item.version(), item.revival()));
                }
            }
        }
        return new CompareAnswer(held, notListed, List.copyOf(unknown));
    }

    @Override
    public void audited(AuditFinding finding) {
        node.reached("audited");
    }
}
