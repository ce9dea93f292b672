package dev.gapless.standalone.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures how long each service takes from the start of its process until it is ready, alone on the machine but for
 * the servers. The jar as it was built is compared with the image. Tables and topics are there.
 */
public final class ServiceStartMeter {

    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration REST = Duration.ofSeconds(10);

    /**
     * The medians of a service.
     *
     * @param plainMillis of the jar as it was built, in ms
     * @param imageMillis of the image, in ms
     * @param restMegabytes of the image's process, ten seconds after it was ready, in MB
     */
    public record StartTime(String service, long plainMillis, long imageMillis, long restMegabytes) {

        /** A row of a table in Markdown. */
        public String row() {
            return "| %s | %.1f s | %.1f s | %.2f | %d MB |"
                    .formatted(
                            service,
                            plainMillis / 1000.0,
                            imageMillis / 1000.0,
                            (double) imageMillis / plainMillis,
                            restMegabytes);
        }
    }

    private final Path project;
    private final Path home;
    private final int rounds;
    private final List<String> services;
    private final Consumer<String> progress;

    /**
     * @param project the root of the sources, with the jars built
     * @param home an empty directory
     * @param rounds starts of each kind that count, 1 or more; one more goes before
     * @param services which of {@link ServiceCluster#SERVICES}; empty for all
     */
    public ServiceStartMeter(Path project, Path home, int rounds, List<String> services, Consumer<String> progress) {
        if (!ServiceCluster.SERVICES.containsAll(services)) {
            throw new IllegalArgumentException("services are %s, not %s".formatted(ServiceCluster.SERVICES, services));
        }
        this.project = project;
        this.home = home;
        this.rounds = rounds;
        this.services = services.isEmpty() ? ServiceCluster.SERVICES : List.copyOf(services);
        this.progress = progress;
    }

    /** Measures the services, one after the other. */
    public List<StartTime> run() throws IOException, InterruptedException {
        try (ServiceCluster cluster = ServiceCluster.empty(project, home, ClusterShape.smallest(), progress)) {
            List<StartTime> times = new ArrayList<>();
            for (String service : services) {
                times.add(measure(cluster, service));
                progress.accept(times.getLast().row());
            }
            return times;
        }
    }

    private StartTime measure(ServiceCluster cluster, String service) throws IOException, InterruptedException {
        long[] plain = new long[rounds];
        long[] image = new long[rounds];
        long[] memory = new long[rounds];
        // makes its topics, and has its files read once
        ready(cluster.ofImage(service), Duration.ZERO);
        for (int round = 0; round < rounds; round++) {
            plain[round] = ready(cluster.ofPlainJar(service), Duration.ZERO)[0];
            long[] measured = ready(cluster.ofImage(service), REST);
            image[round] = measured[0];
            memory[round] = measured[1];
        }
        return new StartTime(service, median(plain), median(image), median(memory));
    }

    /** @return ms until it was ready, and MB after its rest */
    private static long[] ready(ServiceProcess process, Duration rest) throws IOException, InterruptedException {
        try (process) {
            long begun = System.nanoTime();
            process.start();
            process.awaitReady(READY);
            long millis = (System.nanoTime() - begun) / 1_000_000;
            Thread.sleep(rest);
            long megabytes = process.presentMegabytes();
            process.stop();
            return new long[] {millis, megabytes};
        }
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
