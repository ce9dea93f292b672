package dev.gapless.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Many seeds, one after the other on each of a few threads. */
public final class SeedRunner {

    private final SeedOptions options;
    private final int threads;

    /** @param threads how many seeds run at once; each takes a processor of its own */
    public SeedRunner(SeedOptions options, int threads) {
        this.options = options;
        this.threads = threads;
    }

    /**
     * Runs the seeds from {@code first} on.
     *
     * @param each called for each outcome, in no order, by one thread at a time
     */
    public SeedRunSummary run(long first, long seeds, Consumer<SeedResult> each) throws InterruptedException {
        SeedRunSummary summary = new SeedRunSummary();
        AtomicLong next = new AtomicLong(first);
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                running.add(workers.submit(() -> work(next, first + seeds, summary, each)));
            }
            for (Future<?> worker : running) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a seed could not be run", e.getCause());
        }
        return summary;
    }

    private void work(AtomicLong next, long end, SeedRunSummary summary, Consumer<SeedResult> each) {
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            SeedResult outcome = SeedSimulation.run(seed, options);
            synchronized (summary) {
                summary.add(outcome);
                each.accept(outcome);
            }
        }
    }
}
