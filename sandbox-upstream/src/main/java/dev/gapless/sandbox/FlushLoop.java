package dev.gapless.sandbox;

import dev.gapless.sandbox.truth.TruthLog;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the disk take the truth five times a second, so that even a crash of the machine costs little of it. */
final class FlushLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FlushLoop.class);
    private static final long MILLIS = 200;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("truth-flush").daemon().factory());

    private FlushLoop() {}

    static FlushLoop start(TruthLog truth) {
        FlushLoop loop = new FlushLoop();
        var _ = loop.thread.scheduleWithFixedDelay(() -> flush(truth), MILLIS, MILLIS, TimeUnit.MILLISECONDS);
        return loop;
    }

    private static void flush(TruthLog truth) {
        try {
            truth.flush();
        } catch (IOException e) {
            LOG.warn("truth-not-flushed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        thread.close();
    }
}
