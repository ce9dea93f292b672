package dev.gapless.scheduler.progress;

import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.RequiredTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.Lifecycle;

/**
 * Keeps progress being read. It starts a container again that ended by itself, or that could not begin because Kafka
 * has no address yet. The service is not ready meanwhile. Used by one thread.
 */
final class ProgressKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressKeeper.class);
    private static final String NAME = "progress";

    private final Lifecycle container;
    private final RequiredTopics topics;
    private final LoopHealth health;
    private boolean begun;

    ProgressKeeper(Lifecycle container, RequiredTopics topics, LoopHealth health) {
        this.container = container;
        this.topics = topics;
        this.health = health;
    }

    /** Starts the container unless it runs, or there is nothing to read yet. */
    void round() {
        if (!topics.ready() || container.isRunning()) {
            return;
        }
        if (begun) {
            LOG.error("progress-reader-ended effect=\"started again\"");
            health.interrupted(NAME, new IllegalStateException("the reader of progress ended by itself"));
        }
        try {
            container.start();
        } catch (RuntimeException e) {
            health.interrupted(NAME, e);
            throw e;
        }
        begun = true;
        health.running(NAME);
    }
}
