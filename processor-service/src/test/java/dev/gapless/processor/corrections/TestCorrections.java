package dev.gapless.processor.corrections;

import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.processor.commit.CommitRequestSender;
import dev.gapless.processor.commit.LedgerPatience;
import java.time.Duration;
import java.util.SplittableRandom;
import org.springframework.web.client.RestClient;

/** The real client, for tests of other packages. */
public final class TestCorrections {

    private TestCorrections() {}

    public static CorrectionClient over(RestClient checkpoint) {
        return new HttpCorrectionClient(
                new CommitRequestSender(checkpoint),
                new LedgerPatience(
                        RetryBackoff.halfJitter(Duration.ofMillis(50), Duration.ofSeconds(1), new SplittableRandom(5)),
                        Thread::sleep));
    }

    /** For batches in which there is none. */
    public static CorrectionClient none() {
        return correction -> {
            throw new IllegalStateException("unexpected: " + correction.item().itemId());
        };
    }
}
