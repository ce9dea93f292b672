package dev.gapless.benchmarks.rig;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.UsageMeter;
import dev.gapless.benchmarks.measure.UsageSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/** The processor's workers: held while the topics are filled, then let loose, and watched until all is processed. */
public final class ProcessorWorkers {

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final SmartLifecycle workers;
    private final MeterRegistry meters;

    public ProcessorWorkers(ConfigurableApplicationContext processor) {
        this.workers = processor.getBean("workers", SmartLifecycle.class);
        this.meters = processor.getBean(MeterRegistry.class);
    }

    public void pause() {
        workers.stop();
    }

    /** Lets the workers go until {@link #pause}. */
    public void resume() {
        workers.start();
    }

    /** Records whose transaction has ended. */
    public long processed() {
        return count("gapless.processed.records");
    }

    public long published() {
        return count("gapless.changes.published");
    }

    private long count(String name) {
        return (long) meters.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /**
     * Lets the workers go through what waits for them, and pauses them. Measured is from the first batch's end, when
     * they have found their partitions, to the last one's.
     *
     * @param waiting records that were captured and are not processed
     */
    public PartSample run(String part, long waiting, UsageMeter meter) throws InterruptedException {
        long before = processed();
        workers.start();
        try {
            await(before);
            UsageSnapshot begin = meter.mark();
            long already = processed() - before;
            await(before + waiting - 1);
            return meter.since(begin, part, Math.max(1, waiting - already));
        } finally {
            pause();
        }
    }

    private void await(long seen) throws InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (processed() <= seen) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("%d records processed (expected: more than %d after %s); see the log"
                        .formatted(processed(), seen, TIMEOUT));
            }
            Thread.sleep(LOOK);
        }
    }
}
