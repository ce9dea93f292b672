package dev.gapless.capture.supervision;

import dev.gapless.capture.conversation.Conversation;
import dev.gapless.common.platform.ConnectorCatalog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends conversations whose source's manifest has changed, so that they begin anew by the present one. Assignments
 * announce such a change too, but before the manifests that this process remembers are old enough to be asked for
 * again.
 */
final class ManifestWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ManifestWatch.class);

    private record By(String source, String revision) {}

    private final Map<Conversation, By> running = new ConcurrentHashMap<>();
    private final ConnectorCatalog catalog;
    private final Duration every;
    private final Thread thread = Thread.ofVirtual().name("manifest-watch").unstarted(this::run);

    ManifestWatch(ConnectorCatalog catalog, Duration every) {
        this.catalog = catalog;
        this.every = every;
    }

    void start() {
        thread.start();
    }

    /** @param revision of the manifest that it goes by */
    void began(Conversation conversation, String source, String revision) {
        running.put(conversation, new By(source, revision));
    }

    void ended(Conversation conversation) {
        running.remove(conversation);
    }

    void look() {
        running.forEach((conversation, by) -> {
            if (!by.revision().equals(present(by))) {
                conversation.outdated();
            }
        });
    }

    /** A manifest that cannot be had, for whatever reason, has not changed. */
    private String present(By by) {
        try {
            return catalog.connector(by.source()).spec().revision();
        } catch (RuntimeException e) {
            LOG.debug(
                    "manifest-not-seen source={} cause={}",
                    by.source(),
                    e.getClass().getSimpleName());
            return by.revision();
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(every);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
