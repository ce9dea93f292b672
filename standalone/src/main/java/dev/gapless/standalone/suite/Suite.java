package dev.gapless.standalone.suite;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.EmbeddedServers;
import dev.gapless.embedded.EmbeddedServersConfig;
import dev.gapless.embedded.PlatformServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
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
        DatabaseLogin owner = servers.login(DatabaseRole.OWNER);
        DatabaseLogin login =
                servers.login(service == Service.SCHEDULER ? DatabaseRole.SCHEDULER : DatabaseRole.CHECKPOINT);
        Map<String, Object> properties = Map.ofEntries(
                Map.entry("server.port", service.port(ports)),
                Map.entry("gapless.instance", "standalone"),
                Map.entry("gapless.scheduler-url", url(Service.SCHEDULER)),
                Map.entry("gapless.checkpoint-url", url(Service.CHECKPOINT)),
                Map.entry("gapless.service-token-file", home.serviceToken()),
                Map.entry("gapless.admin-token-file", home.adminToken()),
                Map.entry("gapless.topics.partitions", PARTITIONS),
                Map.entry("gapless.scheduler.keyset-file", home.keyset()),
                Map.entry("spring.kafka.bootstrap-servers", servers.kafkaBootstrapServers()),
                Map.entry("spring.datasource.url", servers.jdbcUrl()),
                Map.entry("spring.datasource.username", login.user()),
                Map.entry("spring.datasource.password", login.password()),
                Map.entry("spring.flyway.user", owner.user()),
                Map.entry("spring.flyway.password", owner.password()),
                Map.entry("spring.data.redis.url", servers.redisUri()));
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
