package dev.gapless.benchmarks.rig;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a bare loop on as many threads as the processor has workers. */
public final class LoopThreads {

    /** The processor's default. */
    public static final int COUNT = 2;

    /** What one of the threads does. */
    @FunctionalInterface
    public interface Share {
        /** @param index of the thread, from 0 */
        long run(int index) throws Exception;
    }

    private LoopThreads() {}

    /** @return what all of them did */
    public static long run(Share share) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(
                COUNT, Thread.ofPlatform().name("bare-", 0).factory());
        try {
            List<Future<Long>> shares = new ArrayList<>();
            for (int index = 0; index < COUNT; index++) {
                int mine = index;
                shares.add(threads.submit(() -> share.run(mine)));
            }
            long done = 0;
            for (Future<Long> each : shares) {
                done += each.get();
            }
            return done;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            // nothing runs any more, but when one of them failed or the outcome is not wanted
            threads.shutdownNow();
        }
    }
}
