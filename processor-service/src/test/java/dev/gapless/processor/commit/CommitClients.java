package dev.gapless.processor.commit;

import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import java.time.Duration;
import java.util.SplittableRandom;
import org.springframework.web.client.RestClient;

/** The real ledger client, for tests of other packages. */
public final class CommitClients {

    private CommitClients() {}

    public static FloorClient floors(RestClient checkpoint, RetrySleeper waiter) {
        return new HttpFloorClient(
                checkpoint,
                RetryBackoff.halfJitter(Duration.ofMillis(50), Duration.ofSeconds(1), new SplittableRandom(1)),
                waiter);
    }

    public static CommitClient over(RestClient checkpoint, int chunkItems, RetrySleeper waiter) {
        return new HttpCommitClient(
                new CommitRequestSender(checkpoint),
                new CommitBatcher(chunkItems, 4_000_000),
                new LedgerPatience(
                        RetryBackoff.halfJitter(Duration.ofMillis(50), Duration.ofSeconds(1), new SplittableRandom(1)),
                        waiter));
    }
}
