package dev.gapless.processor.commit;

import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the ledger until there is an answer about the items. */
public final class LedgerPatience {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerPatience.class);
    private static final int LOG_EVERY = 20;

    private final RetryBackoff backoff;
    private final RetrySleeper waiter;

    public LedgerPatience(RetryBackoff backoff, RetrySleeper waiter) {
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
    public LedgerCallResult ask(Supplier<LedgerCallResult> question, int failures) throws InterruptedException {
        int failed = 0;
        for (int attempt = 1; ; attempt++) {
            LedgerCallResult answer = question.get();
            String cause;
            switch (answer) {
                case LedgerCallResult.Decided _, LedgerCallResult.Refused _ -> {
                    return answer;
                }
                case LedgerCallResult.Failed(String reason) -> {
                    failed++;
                    cause = reason;
                }
                case LedgerCallResult.Away(String reason) -> {
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
