package dev.gapless.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sees to it that Ctrl-C ends what runs and stops the servers, instead of leaving them behind. */
final class ShutdownHook implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    private ShutdownHook(Thread worker) {
        this.hook = new Thread(() -> interrupt(worker), "stop");
    }

    static ShutdownHook whenInterrupted(Thread worker) {
        ShutdownHook gently = new ShutdownHook(worker);
        Runtime.getRuntime().addShutdownHook(gently.hook);
        return gently;
    }

    private void interrupt(Thread worker) {
        worker.interrupt();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("some of it did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is going already: that is why this is closed
            hook.interrupt();
        }
    }
}
