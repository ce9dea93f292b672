package dev.gapless.scheduler;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.scheduler.sources.ManifestSyntax;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestDatabase;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole service on real Kafka and PostgreSQL, with a clock that stands still and a made-up checkpoint service. */
public final class RunningScheduler implements AutoCloseable {

    public static final String ADMIN = "admin-token-0123456789abcdef";
    public static final String SERVICE = "service-token-0123456789abcdef";

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningScheduler(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * On a database whose clock stands still until the test moves it.
     *
     * @param directory for tokens and keys; the same again is the same installation
     */
    public static RunningScheduler start(
            TestDatabase database, FakeClock clock, String checkpointUrl, Path directory, String... more) {
        return start(
                database,
                checkpointUrl,
                directory,
                beans -> {
                    beans.registerBean("testClock", Clock.class, () -> clock);
                    beans.registerBean("testDatabaseClock", DatabaseClock.class, () -> clock::instant);
                },
                more);
    }

    /** On the database's own clock, and a host with this one. */
    public static RunningScheduler startOnHost(
            TestDatabase database, Clock host, String checkpointUrl, Path directory, String... more) {
        return start(
                database,
                checkpointUrl,
                directory,
                beans -> beans.registerBean("testClock", Clock.class, () -> host),
                more);
    }

    private static RunningScheduler start(
            TestDatabase database,
            String checkpointUrl,
            Path directory,
            Consumer<GenericApplicationContext> clocks,
            String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--server.port=0",
                "--gapless.make-keys=true",
                "--gapless.instance=" + TestServers.unique("it"),
                "--gapless.topics.partitions=3",
                "--gapless.topics.replication=1",
                "--gapless.topics.min-insync-replicas=1",
                "--gapless.checkpoint-url=" + checkpointUrl,
                "--gapless.admin-token-file=" + token(directory, "admin", ADMIN),
                "--gapless.service-token-file=" + token(directory, "service", SERVICE),
                "--gapless.scheduler.accounts.keyset-file=" + directory.resolve("keyset.json"),
                "--gapless.scheduler.accounts.assignment-interval=50ms",
                "--gapless.scheduler.planning.interval=50ms",
                "--gapless.scheduler.planning.sweep=50ms",
                "--gapless.scheduler.planning.figures=50ms",
                "--gapless.scheduler.dispatch.interval=50ms",
                "--gapless.scheduler.shards.interval=50ms",
                // audits are drawn by lot: an audit would be one more task of the stream that a test counts
                "--gapless.scheduler.audit.share=0",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--spring.kafka.bootstrap-servers=" + TestServers.get().kafkaBootstrapServers(),
                "--spring.kafka.consumer.group-id=" + TestServers.unique("scheduler")));
        for (String setting : more) {
            settings.removeIf(other -> other.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
            settings.add(setting);
        }
        ConfigurableApplicationContext started = SchedulerApplication.application()
                .initializers(context -> {
                    GenericApplicationContext beans = (GenericApplicationContext) context;
                    clocks.accept(beans);
                    beans.registerBean(
                            "testManifests", ManifestSyntax.class, FakeManifests::new, bean -> bean.setPrimary(true));
                })
                .run(settings.toArray(String[]::new));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(started.getBean(RequiredTopics.class)::ready);
        return new RunningScheduler(started);
    }

    private static Path token(Path directory, String name, String token) {
        try {
            return Files.writeString(directory.resolve(name + "-token"), token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> call(
            String method, String path, @Nullable String token, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", path.matches("/v1/sources/[^/]*") ? "application/yaml" : "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path) {
        return call("GET", path, ADMIN, null);
    }

    public HttpResponse<String> put(String path, String body) {
        return call("PUT", path, ADMIN, body);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** One of its loops. */
    public RepeatingTask task(String name) {
        return context.getBean(name, RepeatingTask.class);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    @Override
    public void close() {
        context.close();
        http.close();
    }
}
