package dev.gapless.capture.account;

import dev.gapless.capture.session.CaptureSession;
import dev.gapless.connector.Connector;
import dev.gapless.connector.catalog.ConnectorCatalog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions whose source's manifest has changed in what a live connection depends on, so that they begin anew by
 * the present one. A change of anything else, such as a rate of the backfill path, ends none.
 */
final class ManifestWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ManifestWatch.class);

    private record By(String source, Object livePart) {}

    private final Map<CaptureSession, By> running = new ConcurrentHashMap<>();
    private final ConnectorCatalog catalog;

    ManifestWatch(ConnectorCatalog catalog) {
        this.catalog = catalog;
    }

    /** @param connector what it goes by */
    void began(CaptureSession captureSession, Connector connector) {
        running.put(captureSession, new By(connector.spec().source(), connector.livePart()));
    }

    void ended(CaptureSession captureSession) {
        running.remove(captureSession);
    }

    void look() {
        running.forEach((captureSession, by) -> {
            if (!by.livePart().equals(present(by))) {
                captureSession.outdated();
            }
        });
    }

    /** A manifest that cannot be had, for whatever reason, has not changed. */
    private Object present(By by) {
        try {
            return catalog.connector(by.source()).livePart();
        } catch (RuntimeException e) {
            LOG.debug(
                    "manifest-not-seen source={} cause={}",
                    by.source(),
                    e.getClass().getSimpleName());
            return by.livePart();
        }
    }
}
