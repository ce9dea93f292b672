package dev.gapless.processor.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The ledger of the checkpoint service. Chunks go one after the other, so that two versions of one item are decided in
 * the order in which they came. A chunk that is refused, or on which the ledger fails, is halved until the one item
 * that cannot be stored is alone.
 */
final class HttpCommitClient implements CommitClient {

    /** Failures before a chunk is halved. */
    private static final int FAILURES_TOGETHER = 2;

    /** Failures of an item alone after which it is refused, while nothing shows that the ledger works for others. */
    private static final int FAILURES_ALONE = 20;

    private static final Map<Decision, LedgerOutcome> DECIDED = new EnumMap<>(Decision.class);

    static {
        for (Decision decision : Decision.values()) {
            DECIDED.put(decision, new LedgerOutcome.Decided(decision));
        }
    }

    private final CommitRequestSender client;
    private final CommitBatcher chunks;
    private final LedgerPatience patience;

    HttpCommitClient(CommitRequestSender client, CommitBatcher chunks, LedgerPatience patience) {
        this.client = client;
        this.chunks = chunks;
        this.patience = patience;
    }

    @Override
    public List<LedgerOutcome> commit(List<Item> items, List<DecidedSpan> decided) throws InterruptedException {
        List<List<Item>> parts = chunks.of(items);
        Committing committing = new Committing(items.size());
        for (int i = 0; i < parts.size(); i++) {
            committing.decide(parts.get(i), i == parts.size() - 1 ? decided : List.of());
        }
        if (!decided.isEmpty() && !committing.spansNoted) {
            committing.noteAlone(decided);
        }
        return committing.outcomes;
    }

    /** One batch on its way. */
    private final class Committing {

        private final List<LedgerOutcome> outcomes;
        private boolean ledgerWorks;
        private boolean spansNoted;

        Committing(int items) {
            outcomes = new ArrayList<>(items);
        }

        /** What fails with the spans is tried without them, so that no item is refused for what they hold. */
        void decide(List<Item> chunk, List<DecidedSpan> spans) throws InterruptedException {
            boolean alone = chunk.size() == 1;
            LedgerCallResult answer = ask(chunk, spans, alone && !ledgerWorks ? FAILURES_ALONE : FAILURES_TOGETHER);
            if (answer instanceof LedgerCallResult.Decided(List<Decision> decisions, boolean behind)) {
                ledgerWorks = true;
                spansNoted |= !spans.isEmpty();
                decisions.forEach(decision -> outcomes.add(DECIDED.get(decision)));
            } else if (!spans.isEmpty()) {
                decide(chunk, List.of());
            } else if (alone) {
                outcomes.add(LedgerOutcome.ofOne(answer));
            } else {
                int middle = chunk.size() / 2;
                decide(chunk.subList(0, middle), List.of());
                decide(chunk.subList(middle, chunk.size()), List.of());
            }
        }

        void noteAlone(List<DecidedSpan> spans) throws InterruptedException {
            LedgerCallResult answer = ask(List.of(), spans, FAILURES_ALONE);
            if (!(answer instanceof LedgerCallResult.Decided)) {
                throw new IllegalStateException("the ledger refuses the spans alone: " + answer);
            }
        }

        private LedgerCallResult ask(List<Item> chunk, List<DecidedSpan> spans, int failures)
                throws InterruptedException {
            LedgerCallResult answer = patience.ask(() -> client.commit(chunk, spans), failures);
            if (answer instanceof LedgerCallResult.Decided decided && decided.behind()) {
                throw new FloorBehindException();
            }
            return answer;
        }
    }
}
