package dev.gapless.benchmarks.coverage;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.checkpoint.CheckpointApplication;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** One more replica of the checkpoint service, on the rig's servers. */
final class SecondCheckpoint implements AutoCloseable {

    /** The group shares the partitions anew within this many tries. */
    private static final int TRIES = 20;

    private final ConfigurableApplicationContext context;
    private final BenchmarkRig rig;

    private SecondCheckpoint(BenchmarkRig rig, ConfigurableApplicationContext context) {
        this.rig = rig;
        this.context = context;
    }

    static SecondCheckpoint start(BenchmarkRig rig) {
        List<String> arguments = new ArrayList<>(rig.joining());
        arguments.add("--server.port=0");
        arguments.add("--gapless.instance=bench-2");
        arguments.add("--spring.data.redis.url=" + rig.servers().redisUri());
        return new SecondCheckpoint(
                rig,
                CheckpointApplication.application().registerShutdownHook(false).run(arguments.toArray(String[]::new)));
    }

    /** @param round sends reports of all windows, and comes back when they are applied */
    void awaitShare(RoundOfReports round) throws InterruptedException {
        for (int tried = 0; tried < TRIES; tried++) {
            double mine = applied(context.getBean(MeterRegistry.class));
            double theirs = applied(rig.checkpointBean(MeterRegistry.class));
            round.run();
            if (applied(context.getBean(MeterRegistry.class)) > mine
                    && applied(rig.checkpointBean(MeterRegistry.class)) > theirs) {
                return;
            }
        }
        throw new IllegalStateException("the second replica was given no partition of the reports");
    }

    /** Sends reports of all windows, and comes back when they are applied. */
    interface RoundOfReports {
        void run() throws InterruptedException;
    }

    private static double applied(MeterRegistry meters) {
        return meters.find("gapless.coverage.reports").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Override
    public void close() {
        context.close();
    }
}
