package dev.gapless.processor.corrections;

import dev.gapless.processor.backoff.RetryBackoff;
import dev.gapless.processor.commit.CommitRequestSender;
import dev.gapless.processor.commit.LedgerPatience;
import java.util.SplittableRandom;
import org.springframework.web.client.RestClient;

/** The real client, for tests of other packages. */
public final class TestCorrections {

    private TestCorrections() {}

    public static CorrectionClient over(RestClient checkpoint) {
        return new HttpCorrectionClient(
                new CommitRequestSender(checkpoint),
                new LedgerPatience(new RetryBackoff(new SplittableRandom(5)), Thread::sleep));
    }

    /** For batches in which there is none. */
    public static CorrectionClient none() {
        return correction -> {
            throw new IllegalStateException("unexpected: " + correction.item().itemId());
        };
    }
}
