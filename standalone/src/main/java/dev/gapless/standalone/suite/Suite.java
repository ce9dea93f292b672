package dev.gapless.standalone.suite;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.EmbeddedServers;
import dev.gapless.embedded.EmbeddedServersConfig;
import dev.gapless.embedded.PlatformServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The running whole: three servers and five services in this process, talking over Kafka and HTTP as they would between
 * pods.
 */
public final class Suite implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Suite.class);
    private static final int PARTITIONS = 4;

    private final SuiteHome home;
    private final SuitePorts ports;
    private final PlatformServers servers;
    private final Map<Service, ConfigurableApplicationContext> contexts = new EnumMap<>(Service.class);

    private Suite(SuiteHome home, SuitePorts ports, PlatformServers servers) {
        this.home = home;
        this.ports = ports;
        this.servers = servers;
    }

    /** Returns when every service is ready; when one cannot start, what has started is stopped again. */
    public static Suite start(SuiteOptions options) throws IOException {
        SuiteHome home = options.home();
        SuitePorts ports = SuitePorts.choose(options.portBase(), home.ports());
        options.progress().accept("kafka, postgres, redis");
        Suite suite = new Suite(home, ports, startServers(home, ports));
        try {
            for (Service service : Service.values()) {
                options.progress().accept(service.label());
                suite.contexts.put(
                        service,
                        options.shape().apply(service, service.application()).run(suite.arguments(service)));
            }
            return suite;
        } catch (RuntimeException | Error e) {
            suite.close();
            throw e;
        }
    }

    private static PlatformServers startServers(SuiteHome home, SuitePorts ports) throws IOException {
        return EmbeddedServers.start(
                new EmbeddedServersConfig(home.servers(), ports.kafka(), ports.postgres(), ports.redis()));
    }

    private String[] arguments(Service service) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "server.port", service.port(ports),
                "gapless.instance", "standalone",
                "gapless.scheduler-url", url(Service.SCHEDULER),
                "gapless.checkpoint-url", url(Service.CHECKPOINT),
                "gapless.service-token-file", home.serviceToken(),
                "gapless.admin-token-file", home.adminToken(),
                "gapless.topics.partitions", PARTITIONS,
                "gapless.scheduler.keyset-file", home.keyset(),
                "spring.kafka.bootstrap-servers", servers.kafkaBootstrapServers(),
                "spring.data.redis.url", servers.redisUri()));
        // there is one broker, and one process that needs keys
        properties.putAll(Map.of(
                "gapless.topics.replication", 1, "gapless.topics.min-insync-replicas", 1, "gapless.make-keys", true));
        DatabaseRole role = service.databaseRole();
        if (role != null) {
            DatabaseLogin login = servers.login(role);
            DatabaseLogin owner = servers.login(DatabaseRole.OWNER);
            properties.putAll(Map.of(
                    "spring.datasource.url", servers.jdbcUrl(),
                    "spring.datasource.username", login.user(),
                    "spring.datasource.password", login.password(),
                    "spring.flyway.user", owner.user(),
                    "spring.flyway.password", owner.password()));
        }
        return properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    /** The base address of a service. */
    public String url(Service service) {
        return "http://127.0.0.1:" + service.port(ports);
    }

    public SuiteHome home() {
        return home;
    }

    public PlatformServers servers() {
        return servers;
    }

    public ConfigurableApplicationContext context(Service service) {
        ConfigurableApplicationContext context = contexts.get(service);
        if (context == null) {
            throw new IllegalStateException(service + " is not running");
        }
        return context;
    }

    /**
     * Stops the services in the reverse order of their start, so that what is captured can still be delivered; then the
     * servers.
     */
    @Override
    public void close() {
        List<Service> running = new ArrayList<>(contexts.keySet());
        for (Service service : running.reversed()) {
            try {
                context(service).close();
            } catch (RuntimeException e) {
                LOG.error("service-stop-failed service={}", service, e);
            }
        }
        contexts.clear();
        servers.close();
    }
}
