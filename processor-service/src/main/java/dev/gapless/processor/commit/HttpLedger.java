package dev.gapless.processor.commit;

import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of the checkpoint service. Chunks go one after the other, so that two versions of one item are decided in
 * the order in which they came. A chunk that is refused is halved until the one item that cannot be stored is alone.
 */
final class HttpLedger implements Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(HttpLedger.class);
    private static final int LOG_EVERY = 20;

    private final LedgerClient client;
    private final Chunks chunks;
    private final Backoff backoff;
    private final Waiter waiter;

    HttpLedger(LedgerClient client, Chunks chunks, Backoff backoff, Waiter waiter) {
        this.client = client;
        this.chunks = chunks;
        this.backoff = backoff;
        this.waiter = waiter;
    }

    @Override
    public List<Decision> commit(List<Item> items, List<DecidedSpan> decided) throws InterruptedException {
        List<Decision> decisions = new ArrayList<>(items.size());
        List<List<Item>> parts = new ArrayList<>(chunks.of(items));
        if (parts.isEmpty() && !decided.isEmpty()) {
            parts.add(List.of());
        }
        for (int i = 0; i < parts.size(); i++) {
            decisions.addAll(decide(parts.get(i), i == parts.size() - 1 ? decided : List.of()));
        }
        return decisions;
    }

    private List<Decision> decide(List<Item> chunk, List<DecidedSpan> decided) throws InterruptedException {
        return switch (insist(chunk, decided)) {
            case LedgerAnswer.Decided(List<Decision> decisions, boolean behind) -> {
                if (behind) {
                    throw new FloorBehindException();
                }
                yield decisions;
            }
            case LedgerAnswer.Refused(int status) -> halve(chunk, decided, status);
            case LedgerAnswer.Away(String reason) -> throw new IllegalStateException("gave up: " + reason);
        };
    }

    private List<Decision> halve(List<Item> chunk, List<DecidedSpan> decided, int status) throws InterruptedException {
        if (chunk.isEmpty()) {
            throw new IllegalStateException("the ledger refuses the spans alone: status " + status);
        }
        if (chunk.size() == 1) {
            throw new RefusedItemException(chunk.getFirst().logPosition(), status);
        }
        int middle = chunk.size() / 2;
        List<Decision> decisions = new ArrayList<>(decide(chunk.subList(0, middle), List.of()));
        decisions.addAll(decide(chunk.subList(middle, chunk.size()), decided));
        return decisions;
    }

    /** Asks until there is an answer about the items. */
    private LedgerAnswer insist(List<Item> chunk, List<DecidedSpan> decided) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            LedgerAnswer answer = client.ask(new CommitRequest(chunk, decided));
            if (!(answer instanceof LedgerAnswer.Away(String reason))) {
                return answer;
            }
            // an interrupt in the middle of a request shows as a failed request
            if (Thread.interrupted()) {
                throw new InterruptedException("no longer wanted");
            }
            if (failures % LOG_EVERY == 1) {
                LOG.warn("ledger-away items={} failures={} cause={}", chunk.size(), failures, reason);
            }
            waiter.pause(backoff.after(failures));
        }
    }
}
