package dev.gapless.live;

import dev.gapless.common.position.StreamId;
import dev.gapless.common.secret.Secret;
import dev.gapless.live.history.ChannelOpener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;

/** One whole live service, as it is started in production. */
final class LiveReplica implements AutoCloseable {

    static final Secret TOKEN = Secret.of("a-token-for-operators-only");

    /** Which tickets are signed with. */
    static final Secret SERVICES_TOKEN = Secret.of("a-token-for-services-only");

    private final ConfigurableApplicationContext service;

    private LiveReplica(ConfigurableApplicationContext service) {
        this.service = service;
    }

    /**
     * @param directory for the token files, which all replicas of a test share
     * @param more settings, which replace those given here
     */
    static LiveReplica start(Path directory, String kafka, String... more) throws IOException {
        return new LiveReplica(LiveApplication.application().run(arguments(directory, kafka, more)));
    }

    /** Those of {@link #start}, for a replica in a process of its own. */
    static String[] arguments(Path directory, String kafka, String... more) throws IOException {
        Path admin = Files.writeString(directory.resolve("admin"), TOKEN.reveal());
        Path services = Files.writeString(directory.resolve("services"), SERVICES_TOKEN.reveal());
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--gapless.instance=it",
                "--gapless.topics.partitions=" + ChangeTopicWriter.PARTITIONS,
                "--gapless.topics.replication=1",
                "--gapless.topics.min-insync-replicas=1",
                "--gapless.scheduler-url=http://127.0.0.1:1",
                "--gapless.admin-token-file=" + admin,
                "--gapless.service-token-file=" + services,
                "--spring.kafka.bootstrap-servers=" + kafka));
        // a setting given twice would be a list of both
        Set<String> replaced =
                Stream.of(more).map(argument -> argument.split("=", 2)[0]).collect(Collectors.toSet());
        arguments.removeIf(argument -> replaced.contains(argument.split("=", 2)[0]));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + service.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** Connections that were closed, by the reason. */
    Map<String, Double> closed() {
        return service.getBean(MeterRegistry.class).find("gapless.live.closed").counters().stream()
                .filter(counter -> counter.count() > 0)
                .collect(Collectors.toMap(counter -> counter.getId().getTag("reason"), Counter::count));
    }

    /** Clients that are connected. */
    double connections() {
        return service.getBean(MeterRegistry.class)
                .get("gapless.live.connections")
                .gauge()
                .value();
    }

    /** True while a client hears the stream, by whatever path. */
    boolean hears(StreamId stream) {
        return service.getBean(ChannelOpener.class).heard().contains(stream);
    }

    /** Changes that were sent to all clients together. */
    double sent() {
        return service.getBean(MeterRegistry.class)
                .get("gapless.live.changes.sent")
                .counter()
                .count();
    }

    /** As a supervisor would. */
    void stop() {
        service.close();
    }

    @Override
    public void close() {
        stop();
    }
}
