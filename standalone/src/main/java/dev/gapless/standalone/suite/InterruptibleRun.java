package dev.gapless.standalone.suite;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Runs work that is ended properly, with everything it started, when the process is told to go. */
public final class InterruptibleRun {

    private static final long STOP_TIMEOUT_SECONDS = 90;

    private static final AtomicBoolean STOPPING = new AtomicBoolean();

    private InterruptibleRun() {}

    /** True once the process was told to end: libraries may have lost the interrupt that came with it. */
    static boolean isStopping() {
        return STOPPING.get();
    }

    /**
     * Runs the work in this thread. Ctrl-C interrupts it, and the process waits up to 90 s until it has returned.
     *
     * @param work ends all that it started, also when it is interrupted
     * @param warned told when the work has not returned in that time
     */
    public static <T> T run(Callable<T> work, Consumer<String> warned) throws Exception {
        Thread worker = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    STOPPING.set(true);
                    worker.interrupt();
                    await(ended, warned);
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } finally {
            ended.countDown();
            if (!worker.isInterrupted()) {
                removeHook(hook);
            }
        }
    }

    private static void await(CountDownLatch ended, Consumer<String> warned) {
        try {
            if (!ended.await(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                warned.accept("some of it did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is going already, and the hook is what made it wait for us
            hook.interrupt();
        }
    }
}
