package dev.gapless.processor.commit;

import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import java.util.SplittableRandom;
import org.springframework.web.client.RestClient;

/** The real ledger client, for tests of other packages. */
public final class Ledgers {

    private Ledgers() {}

    public static Floors floors(RestClient checkpoint, Waiter waiter) {
        return new HttpFloors(checkpoint, new Backoff(new SplittableRandom(1)), waiter);
    }

    public static Ledger over(RestClient checkpoint, int chunkItems, Waiter waiter) {
        return new HttpLedger(
                new LedgerClient(checkpoint),
                new Chunks(chunkItems, 4_000_000),
                new LedgerPatience(new Backoff(new SplittableRandom(1)), waiter));
    }
}
