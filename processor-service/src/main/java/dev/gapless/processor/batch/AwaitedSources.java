package dev.gapless.processor.batch;

import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import dev.gapless.connector.catalog.CatalogUnavailableException;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.UnknownSourceException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sources whose manifest could not be had. Each is asked for on a thread of its own until there is an answer, so no
 * worker waits for one. Shared by all workers.
 */
public final class AwaitedSources implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AwaitedSources.class);

    /** Attempts, each at most some seconds after the one before. */
    private static final int LOG_EVERY = 20;

    private final ConnectorCatalog catalog;
    private final RetryBackoff backoff;
    private final RetrySleeper waiter;
    private final Set<String> sources = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public AwaitedSources(ConnectorCatalog catalog, RetryBackoff backoff, RetrySleeper waiter) {
        this.catalog = catalog;
        this.backoff = backoff;
        this.waiter = waiter;
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    public boolean isAwaited(String source) {
        return sources.contains(source);
    }

    /** @param cause why its manifest cannot be had */
    void await(String source, CatalogUnavailableException cause) {
        if (sources.add(source)) {
            warn(source, cause);
            Thread.ofVirtual().name("await-" + source).start(() -> untilAnswered(source));
        }
    }

    private void untilAnswered(String source) {
        try {
            for (int attempt = 1; !closed && !isAnswered(source, attempt); attempt++) {
                waiter.pause(backoff.after(attempt));
            }
        } catch (InterruptedException e) {
            LOG.info("source-no-longer-awaited source={}", source);
        } finally {
            sources.remove(source);
        }
    }

    private boolean isAnswered(String source, int attempt) {
        try {
            catalog.connector(source);
            LOG.info("source-available source={}", source);
            return true;
        } catch (UnknownSourceException e) {
            // an answer too: its records are refused
            return true;
        } catch (RuntimeException e) {
            if (attempt % LOG_EVERY == 0) {
                warn(source, e);
            }
            return false;
        }
    }

    private static void warn(String source, RuntimeException cause) {
        LOG.warn(
                "source-parked source={} cause=\"{}\" effect=\"its records wait, other sources go on\""
                        + " remedy=\"start the scheduler, or update this processor if it cannot read the manifest\"",
                source,
                cause.getMessage());
    }

    @Override
    public void close() {
        closed = true;
    }
}
