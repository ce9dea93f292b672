package dev.gapless.processor.commit;

import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the ledger until there is an answer about the items. */
public final class LedgerPatience {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerPatience.class);
    private static final int LOG_EVERY = 20;

    private final Backoff backoff;
    private final Waiter waiter;

    public LedgerPatience(Backoff backoff, Waiter waiter) {
        this.backoff = backoff;
        this.waiter = waiter;
    }

    /**
     * Asks for as long as the ledger is away, and while it fails so often.
     *
     * @param failures that are taken for the ledger's own; the next one in a row is the answer
     * @return decided, refused or failed
     * @throws InterruptedException when the caller no longer wants to know
     */
    public LedgerAnswer ask(Supplier<LedgerAnswer> question, int failures) throws InterruptedException {
        int failed = 0;
        for (int attempt = 1; ; attempt++) {
            LedgerAnswer answer = question.get();
            String cause;
            switch (answer) {
                case LedgerAnswer.Decided _, LedgerAnswer.Refused _ -> {
                    return answer;
                }
                case LedgerAnswer.Failed(String reason) -> {
                    failed++;
                    cause = reason;
                }
                case LedgerAnswer.Away(String reason) -> {
                    failed = 0;
                    cause = reason;
                }
            }
            // an interrupt in the middle of a request shows as a failed request
            if (Thread.interrupted()) {
                throw new InterruptedException("no longer wanted");
            }
            if (failed > failures) {
                return answer;
            }
            if (attempt % LOG_EVERY == 1) {
                LOG.warn("ledger-away attempts={} cause={}", attempt, cause);
            }
            waiter.pause(backoff.after(attempt));
        }
    }
}
