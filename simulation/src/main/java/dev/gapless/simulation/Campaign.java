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
        List<Future<?>> running = new ArrayList<>();
        // virtual, so that a seed and its own threads take turns without the system's help
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

    private void work(AtomicLong next, long end, Summary summary, Consumer<Outcome> each) {
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            Outcome outcome = Simulation.run(seed, options);
            synchronized (summary) {
                summary.add(outcome);
                each.accept(outcome);
            }
        }
    }
}
