package dev.gapless.benchmarks.scale;

import com.zaxxer.hikari.HikariDataSource;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.scheduler.SchedulerApplication;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** The scheduler as it is started in production, beside the rig's servers. */
public final class SchedulerHost implements AutoCloseable {

    private static final String ADMIN = "benchmark-admin-token-0123456789abcdef";

    private final ConfigurableApplicationContext context;

    private SchedulerHost(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** @param number tells it from others beside the same rig */
    public static SchedulerHost start(BenchmarkRig rig, int number) throws IOException {
        Path token = Files.writeString(rig.directory().resolve("admin.token"), ADMIN);
        List<String> arguments = new ArrayList<>(rig.joining());
        arguments.add("--server.port=0");
        arguments.add("--gapless.instance=bench-scheduler-" + number);
        arguments.add("--gapless.make-keys=true");
        arguments.add("--gapless.network.allowed-private=127.0.0.0/8");
        arguments.add("--gapless.admin-token-file=" + token);
        arguments.add(
                "--gapless.scheduler.accounts.keyset-file=" + rig.directory().resolve("keyset.json"));
        return new SchedulerHost(
                SchedulerApplication.application().registerShutdownHook(false).run(arguments.toArray(String[]::new)));
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** @throws IOException also when the answer is no success */
    String send(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Bearer " + ADMIN)
                .header("Content-Type", "application/octet-stream")
                .method(method, body)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException("%s: status %d: %s".formatted(path, answer.statusCode(), answer.body()));
            }
            return answer.body();
        }
    }

    /** How long the rounds of a loop took. */
    Timer rounds(String loop) {
        return context.getBean(MeterRegistry.class).timer("gapless.rounds", "loop", loop);
    }

    /** Tasks that were handed to miners. */
    double tasks() {
        return context.getBean(MeterRegistry.class)
                .counter("gapless.mining.tasks", "mode", "gap_fill")
                .count();
    }

    /** Gaps of all states, as its gauges say. */
    double gaps() {
        return context.getBean(MeterRegistry.class).find("gapless.gaps").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    /** Its database is out of its reach from now on, so that it cannot even say that it stops. */
    void die() {
        context.getBean(HikariDataSource.class).close();
        context.close();
    }

    @Override
    public void close() {
        context.close();
    }
}
