package dev.gapless.miner.fetch;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes one call; never retries, never waits for a limit, and throws nothing that the upstream caused. */
@FunctionalInterface
public interface PageFetch {

    /**
     * @param credential null when the account has none
     * @param most the call is given up after this long, or after the manifest's own timeout when that is shorter
     * @throws InterruptedException when this thread was interrupted during the call
     */
    FetchResult fetch(Connector source, HttpCall call, @Nullable Secret credential, Duration most)
            throws InterruptedException;
}
