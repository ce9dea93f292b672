package dev.gapless.miner.fakes;

import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.CompareResponse;
import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.miner.ledger.AuditFinding;
import dev.gapless.miner.ledger.LedgerLookupClient;
import dev.gapless.miner.ledger.LedgerUnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Holds what the test says, each item at version 1. */
public final class FakeLedger implements LedgerLookupClient {

    private final Map<String, Long> held = new LinkedHashMap<>();
    private final Map<String, Held> deleted = new LinkedHashMap<>();
    private final List<CompareRequest> asked = new ArrayList<>();
    private final List<AuditFinding> findings = new ArrayList<>();
    private boolean away;
    private Runnable afterwards = () -> {};

    public FakeLedger holds(String itemId, long position) {
        held.put(itemId, position);
        return this;
    }

    /** As deleted at that version. */
    public FakeLedger holdsDeleted(String itemId, long position, long version) {
        deleted.put(itemId, new Held(itemId, position, version));
        return this;
    }

    public void forget(String itemId) {
        held.remove(itemId);
    }

    public void away(boolean now) {
        away = now;
    }

    /** What happens after each comparison. */
    public void afterwards(Runnable then) {
        afterwards = then;
    }

    @Override
    public CompareResponse compare(CompareRequest query) throws LedgerUnavailableException {
        if (away) {
            throw new LedgerUnavailableException(new IllegalStateException("away by the test's wish"));
        }
        asked.add(query);
        List<Held> here = held.entrySet().stream()
                .filter(item -> query.from() <= item.getValue() && item.getValue() < query.to())
                .map(item -> new Held(item.getKey(), item.getValue(), 1))
                .toList();
        CompareResponse answer = new CompareResponse(
                here.size(),
                here.stream()
                        .filter(item -> !query.listed().contains(item.itemId()))
                        .limit(10_000)
                        .toList(),
                query.listed().stream()
                        .filter(id -> !held.containsKey(id) && !deleted.containsKey(id))
                        .toList(),
                query.listed().stream()
                        .map(deleted::get)
                        .flatMap(Stream::ofNullable)
                        .toList());
        afterwards.run();
        return answer;
    }

    @Override
    public void audited(AuditFinding finding) {
        findings.add(finding);
    }

    public List<CompareRequest> asked() {
        return asked;
    }

    public List<AuditFinding> findings() {
        return findings;
    }
}
