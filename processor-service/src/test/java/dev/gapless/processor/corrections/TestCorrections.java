package dev.gapless.processor.corrections;

import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.commit.LedgerClient;
import dev.gapless.processor.commit.LedgerPatience;
import java.util.SplittableRandom;
import org.springframework.web.client.RestClient;

/** The real client, for tests of other packages. */
public final class TestCorrections {

    private TestCorrections() {}

    public static Corrections over(RestClient checkpoint) {
        return new HttpCorrections(
                new LedgerClient(checkpoint), new LedgerPatience(new Backoff(new SplittableRandom(5)), Thread::sleep));
    }

    /** For batches in which there is none. */
    public static Corrections none() {
        return correction -> {
            throw new IllegalStateException("unexpected: " + correction.item().itemId());
        };
    }
}
