package dev.gapless.simulation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Many seeds, one after the other on each of a few threads. */
public final class Campaign {

    private final Options options;
    private final int threads;

    /** @param threads how many seeds run at once; each takes a processor of its own */
    public Campaign(Options options, int threads) {
        this.options = options;
        this.threads = threads;
    }

    /**
     * Runs the seeds from {@code first} on.
     *
     * @param each called for each outcome, in no order, by one thread at a time
     */
    public Summary run(long first, long seeds, Consumer<Outcome> each) throws InterruptedException {
        Summary summary = new Summary();
        AtomicLong next = new AtomicLong(first);
        Thread[] running = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            running[i] = Thread.ofVirtual().name("simulation-" + i).start(() -> {
                for (long seed = next.getAndIncrement(); seed < first + seeds; seed = next.getAndIncrement()) {
                    Outcome outcome = Simulation.run(seed, options);
                    synchronized (summary) {
                        summary.add(outcome);
                        each.accept(outcome);
                    }
                }
            });
        }
        for (Thread thread : running) {
            thread.join();
        }
        return summary;
    }
}
