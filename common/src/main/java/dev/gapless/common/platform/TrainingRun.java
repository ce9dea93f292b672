package dev.gapless.common.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * A start in the build of an image, from which the virtual machine learns what a start needs. There is neither Kafka
 * nor a database. The process answers its own probes once, and ends.
 */
public final class TrainingRun implements ApplicationListener<ApplicationReadyEvent> {

    /** Set to true in such a start only. */
    static final String PROPERTY = "gapless.training-run";

    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
    private static final List<String> PROBES = List.of("/livez", "/actuator/health/readiness");

    TrainingRun() {}

    /** True when the process ends as soon as it has started. */
    public static boolean isThis(Environment environment) {
        return environment.getProperty(PROPERTY, Boolean.class, false);
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        Environment environment = ready.getApplicationContext().getEnvironment();
        Set<Integer> ports = new LinkedHashSet<>();
        for (String port : List.of("local.server.port", "local.management.port")) {
            ports.add(environment.getRequiredProperty(port, Integer.class));
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int port : ports) {
                for (String probe : PROBES) {
                    ask(http, URI.create("http://127.0.0.1:%d%s".formatted(port, probe)));
                }
            }
        }
        System.exit(SpringApplication.exit(ready.getApplicationContext()));
    }

    private static void ask(HttpClient http, URI probe) {
        try {
            int status = http.send(HttpRequest.newBuilder(probe).build(), BodyHandlers.discarding())
                    .statusCode();
            LOG.info("probe-trained path={} status={}", probe.getPath(), status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
