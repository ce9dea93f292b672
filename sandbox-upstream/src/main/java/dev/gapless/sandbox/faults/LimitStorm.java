package dev.gapless.sandbox.faults;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For a while every request is told to slow down. It counts as one that happened once a request met it. */
final class LimitStorm implements SandboxFault {

    private static final String RETRY_AFTER = "retry-after";
    private static final String RATE_LIMIT = "rate-limit";
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final RequestFault.Limited answer;
    private final long end;
    private int hits;

    /** @param status of the answers: platforms tell limits with 429, 403 and 503 */
    LimitStorm(FaultOrder order, int status) {
        int seconds = (int) Math.max(1, order.delay(WAIT).toSeconds());
        this.answer = new RequestFault.Limited(
                status, seconds, order.in(List.of(RETRY_AFTER, RATE_LIMIT)).equals(RETRY_AFTER));
        this.end = System.nanoTime() + order.duration().toNanos();
    }

    @Override
    public synchronized @Nullable RequestFault onRequest() {
        if (!active()) {
            return null;
        }
        hits++;
        return answer;
    }

    @Override
    public int planned() {
        return 1;
    }

    @Override
    public synchronized int fired() {
        return Math.min(1, hits);
    }

    @Override
    public synchronized int hits() {
        return hits;
    }

    @Override
    public boolean active() {
        return System.nanoTime() - end < 0;
    }
}
