package dev.gapless.simulation.actors;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.CompareResponse;
import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.miner.ledger.AuditFinding;
import dev.gapless.miner.ledger.LedgerLookupClient;
import dev.gapless.miner.ledger.LedgerUnavailableException;
import dev.gapless.simulation.database.SimulatedDatabase;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.time.SimulatedNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The ledger, as miners ask it. */
final class MinersLedger implements LedgerLookupClient {

    private final SimulatedNode node;
    private final SimulationContext stage;
    private final SimulatedDatabase database;
    private final GroupOffsets offsets;

    MinersLedger(SimulatedNode node, SimulationContext stage, SimulatedDatabase database, GroupOffsets offsets) {
        this.node = node;
        this.stage = stage;
        this.database = database;
        this.offsets = offsets;
    }

    @Override
    public CompareResponse compare(CompareRequest query) throws LedgerUnavailableException {
        node.reached("compare");
        node.await(stage.travel());
        if (stage.chaos().strikes(FaultKind.LEDGER_AWAY)) {
            throw new LedgerUnavailableException(new IOException("away"));
        }
        CompareResponse answer = answer(query);
        if (lacksPublished()) {
            throw new LedgerUnavailableException(new IOException("the database lacks what is published"));
        }
        node.await(stage.travel());
        node.reached("compared");
        return answer;
    }

    private boolean lacksPublished() {
        for (SimulatedTopic topic : IntakePositions.CAPTURED) {
            for (int partition = 0; partition < stage.log().partitions(topic); partition++) {
                Long published = offsets.next(topic, partition);
                if (published != null && database.decided(topic, partition) < published) {
                    return true;
                }
            }
        }
        return false;
    }

    private CompareResponse answer(CompareRequest query) {
        Set<String> listed = Set.copyOf(query.listed());
        Set<String> unknown = new LinkedHashSet<>(query.listed());
        List<Held> notListed = new ArrayList<>();
        List<Held> deleted = new ArrayList<>();
        long held = 0;
        for (Item item : database.ledger().held()) {
            if (!item.streamId().equals(query.stream())) {
                continue;
            }
            unknown.remove(item.itemId());
            if (item.operation() == ItemOperation.DELETE && listed.contains(item.itemId())) {
                deleted.add(new Held(item.itemId(), item.position(), item.version(), item.undoCount()));
            }
            boolean inside = query.from() <= item.position() && item.position() < query.to();
            if (inside && item.operation() != ItemOperation.DELETE) {
                held++;
                if (!listed.contains(item.itemId())) {
                    notListed.add(new Held(item.itemId(), item.position(), item.version(), item.undoCount()));
                }
            }
        }
        return new CompareResponse(held, notListed, List.copyOf(unknown), deleted);
    }

    @Override
    public void audited(AuditFinding finding) {
        node.reached("audited");
    }
}
