package dev.gapless.standalone.suite;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.EmbeddedServers;
import dev.gapless.embedded.EmbeddedServersConfig;
import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.embedded.PlatformServers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The running whole: three servers and six services in this process, talking over Kafka and HTTP as they would between
 * pods.
 */
public final class GaplessSuite implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GaplessSuite.class);
    private static final int PARTITIONS = 4;

    private final SuiteOptions options;
    private final SuiteHome home;
    private final SuitePorts ports;
    private final EmbeddedServers servers;
    private final Map<SuiteService, ConfigurableApplicationContext> contexts = new EnumMap<>(SuiteService.class);
    private final Map<SuiteService, ConfigurableApplicationContext> replicas = new EnumMap<>(SuiteService.class);

    private GaplessSuite(SuiteOptions options, SuitePorts ports, EmbeddedServers servers) {
        this.options = options;
        this.home = options.home();
        this.ports = ports;
        this.servers = servers;
    }

    /**
     * Returns when every service has started; when one cannot start, what has started is stopped again.
     *
     * @throws InterruptedIOException when the process was told to end meanwhile; all that was started is stopped
     */
    public static GaplessSuite start(SuiteOptions options) throws IOException {
        try {
            return startAll(options);
        } catch (IOException | RuntimeException e) {
            if (InterruptibleRun.isStopping()) {
                LOG.info("suite-start-interrupted cause={}", e.toString());
                throw interruption(e);
            }
            throw e;
        }
    }

    private static GaplessSuite startAll(SuiteOptions options) throws IOException {
        SuiteHome home = options.home();
        SuitePorts ports = SuitePorts.choose(options.portBase(), home.ports());
        options.progress().accept("kafka, postgres, redis");
        GaplessSuite suite = new GaplessSuite(options, ports, startServers(options, ports));
        try {
            for (SuiteService service : SuiteService.values()) {
                requireGoingOn();
                options.progress().accept(service.label());
                suite.start(service);
            }
            requireGoingOn();
            return suite;
        } catch (IOException | RuntimeException | Error e) {
            if (InterruptibleRun.isStopping()) {
                // closing waits for what is under way, which the interrupt would cut short
                var _ = Thread.interrupted();
            }
            suite.close();
            throw e;
        }
    }

    /** Asked before and after each service, because its start may have lost the interrupt. */
    private static void requireGoingOn() throws InterruptedIOException {
        if (InterruptibleRun.isStopping()) {
            throw new InterruptedIOException("stopped while starting");
        }
    }

    private static InterruptedIOException interruption(Throwable cause) {
        InterruptedIOException interruption = new InterruptedIOException("stopped while starting");
        interruption.initCause(cause);
        return interruption;
    }

    private static EmbeddedServers startServers(SuiteOptions options, SuitePorts ports) throws IOException {
        EmbeddedServersConfig config =
                new EmbeddedServersConfig(options.home().servers(), ports.kafka(), ports.postgres(), ports.redis());
        return options.withoutKafka() ? EmbeddedServers.startWithoutKafka(config) : EmbeddedServers.start(config);
    }

    /** Starts a service that was stopped, on its own port and as it was started before. */
    public void start(SuiteService service) {
        if (contexts.containsKey(service)) {
            throw new IllegalStateException(service + " is running");
        }
        contexts.put(service, run(service, arguments(service)));
    }

    /**
     * Starts a second process of a service beside the first, on any free port. It works until the suite is closed.
     *
     * @param instance its {@code gapless.instance}
     * @return its base address
     */
    public String startReplica(SuiteService service, String instance) {
        Map<String, Object> properties = arguments(service);
        properties.put("server.port", 0);
        properties.put("gapless.instance", instance);
        ConfigurableApplicationContext replica = run(service, properties);
        replicas.put(service, replica);
        return address(replica.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    /**
     * Starts a further replica of a service as a JVM of its own. Who starts it ends it.
     *
     * @param instance its {@code gapless.instance}
     * @param more properties of it alone
     */
    public ReplicaProcess startProcess(SuiteService service, String instance, Map<String, Object> more)
            throws IOException {
        Map<String, Object> properties = arguments(service);
        properties.put("server.port", LoopbackPorts.free(1)[0]);
        properties.put("gapless.instance", instance);
        properties.putAll(more);
        return ReplicaProcess.start(service, properties, home.logs().resolve(instance + ".log"));
    }

    private ConfigurableApplicationContext run(SuiteService service, Map<String, Object> properties) {
        // who closes the suite closes it in order; a hook of each would close all at once beside it
        return options.shape()
                .apply(service, service.application().registerShutdownHook(false))
                .run(properties.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
    }

    /** Stops a service as a supervisor would; its replica works on. */
    public void stop(SuiteService service) {
        context(service).close();
        contexts.remove(service);
    }

    /** Stops Kafka; its data stays. */
    public void stopKafka() {
        servers.stopKafka();
    }

    /** Starts Kafka on its port: the first time, or after {@link #stopKafka()}. */
    public void startKafka() throws IOException {
        servers.startKafka();
    }

    private Map<String, Object> arguments(SuiteService service) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "server.port", service.port(ports),
                "gapless.instance", "standalone",
                "gapless.scheduler-url", url(SuiteService.SCHEDULER),
                "gapless.checkpoint-url", url(SuiteService.CHECKPOINT),
                "gapless.service-token-file", home.serviceToken(),
                "gapless.admin-token-file", home.adminToken(),
                "gapless.topics.partitions", PARTITIONS,
                "gapless.scheduler.accounts.keyset-file", home.keyset(),
                "spring.kafka.bootstrap-servers", servers.kafkaBootstrapServers(),
                "spring.data.redis.url", servers.redisUri()));
        // there is one broker, and one process that needs keys
        properties.putAll(Map.of(
                "gapless.topics.replication", 1, "gapless.topics.min-insync-replicas", 1, "gapless.make-keys", true));
        // who may apply a manifest here owns this machine's other services too
        properties.put("gapless.network.allowed-private", "127.0.0.0/8,::1");
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
        return properties;
    }

    /** The base address of a service. */
    public String url(SuiteService service) {
        return address(service.port(ports));
    }

    private static String address(int port) {
        return "http://127.0.0.1:" + port;
    }

    public SuiteHome home() {
        return home;
    }

    public PlatformServers servers() {
        return servers;
    }

    /** True for a service that was started and not stopped since. */
    public boolean isRunning(SuiteService service) {
        return contexts.containsKey(service);
    }

    /** The services that run, in the order of their start. */
    public List<SuiteService> running() {
        return List.copyOf(contexts.keySet());
    }

    public ConfigurableApplicationContext context(SuiteService service) {
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
        replicas.forEach(GaplessSuite::end);
        replicas.clear();
        for (SuiteService service : running().reversed()) {
            end(service, context(service));
        }
        contexts.clear();
        servers.close();
    }

    private static void end(SuiteService service, ConfigurableApplicationContext context) {
        try {
            context.close();
        } catch (RuntimeException e) {
            LOG.error("service-stop-failed service={}", service, e);
        }
    }
}
