package dev.gapless.standalone.cluster;

import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.KafkaBrokers.ClientAccess;
import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.embedded.PlatformServers;
import dev.gapless.embedded.TlsFiles;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.deploy.ComposeSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The services as processes, several of each, over real servers of this process. They have the same jars, options,
 * variables and secret files as in {@code docker-compose.yml}, with other addresses.
 */
public final class ServiceCluster implements AutoCloseable {

    /** As the compose file names them, in the order of their starts, which is to make no difference. */
    public static final List<String> SERVICES =
            List.of("capture", "miner", "processor", "live", "scheduler", "checkpoint");

    private static final List<String> WITH_TABLES = List.of("scheduler", "checkpoint");
    private static final Duration READY = Duration.ofMinutes(5);
    private static final String SECRETS = "/run/secrets";

    /** How a service says to Kafka who it is. */
    private static final String LOGIN = "spring.kafka.properties.sasl.jaas.config";

    private final Path home;
    private final ClusterShape shape;
    private final ClusterServers servers;
    private final @Nullable TlsFiles tls;
    private final Consumer<String> progress;
    private final Path secrets;
    private final SequencedMap<String, List<ServiceProcess>> processes = new LinkedHashMap<>();
    private ContainerFiles files;
    private ServiceImages images;
    private final Map<String, Path> applications = new HashMap<>();
    private final Map<String, Path> mounts = new HashMap<>();
    private final Map<String, PortBalancer> balancers = new LinkedHashMap<>();
    private final Map<String, List<Integer>> ports = new LinkedHashMap<>();

    /** Null where Kafka allows everything. */
    private @Nullable DeclaredKafka declared;

    private ServiceCluster(
            Path home,
            ClusterShape shape,
            ContainerFiles files,
            ServiceImages images,
            ClusterServers servers,
            @Nullable TlsFiles tls,
            Path secrets,
            Consumer<String> progress) {
        this.shape = shape;
        this.images = images;
        this.home = home;
        this.files = files;
        this.servers = servers;
        this.tls = tls;
        this.secrets = secrets;
        this.progress = progress;
    }

    /**
     * Returns when every process is ready. All start before there are tables, which is shown by their readiness.
     *
     * @param project the root of the sources, with the jars built
     * @param home an empty directory
     * @param shape how many processes there are of what, and how they are started
     * @param progress told in a few words what happens
     */
    public static ServiceCluster start(Path project, Path home, ClusterShape shape, Consumer<String> progress)
            throws IOException, InterruptedException {
        return open(project, home, shape, progress, cluster -> cluster.startAll(shape.replicas()));
    }

    /**
     * Makes the images of a build, unless they are there.
     *
     * @param project the root of its sources, with the jars built
     * @param logs an existing directory for what unpacking says
     */
    public static void makeImages(Path project, Path logs) throws IOException, InterruptedException {
        ServiceImages images = new ServiceImages(project, new ContainerFiles(project), logs);
        for (String service : SERVICES) {
            images.of(service);
        }
    }

    /** Tables are made, and no process is started. The parameters are those of {@link #start}. */
    static ServiceCluster empty(Path project, Path home, ClusterShape shape, Consumer<String> progress)
            throws IOException, InterruptedException {
        return open(project, home, shape, progress, cluster -> {
            for (String service : WITH_TABLES) {
                cluster.migrate(service);
            }
        });
    }

    @FunctionalInterface
    private interface Beginning {
        void accept(ServiceCluster cluster) throws IOException, InterruptedException;
    }

    private static ServiceCluster open(
            Path project, Path home, ClusterShape shape, Consumer<String> progress, Beginning begin)
            throws IOException, InterruptedException {
        ContainerFiles files = new ContainerFiles(project);
        ComposeSecrets secrets = ComposeSecrets.create(home.resolve("secrets"));
        Files.createDirectories(home.resolve("logs"));
        TlsFiles tls = shape.encrypted() ? TlsFiles.create(home.resolve("certificates")) : null;
        progress.accept("kafka x%d, postgres, redis".formatted(shape.brokers()));
        ClusterServers servers = ClusterServers.start(
                home.resolve("servers"), shape.brokers(), new ClientAccess(tls, shape.authorized()));
        ServiceImages images = new ServiceImages(project, files, home.resolve("logs"));
        ServiceCluster cluster =
                new ServiceCluster(home, shape, files, images, servers, tls, secrets.directory(), progress);
        try {
            if (shape.authorized()) {
                cluster.declared = DeclaredKafka.declare(project, servers, shape.brokers());
            }
            cluster.prepare(shape.replicas());
            begin.accept(cluster);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void prepare(int replicas) throws IOException, InterruptedException {
        for (String service : SERVICES) {
            List<Integer> chosen = freePorts(replicas);
            ports.put(service, chosen);
            balancers.put(service, new PortBalancer(chosen));
        }
        for (String service : SERVICES) {
            applications.put(service, images.of(service));
            mounts.put(service, mount(service, files.secrets(service), false));
            processes.put(service, new ArrayList<>());
        }
    }

    private void startAll(int replicas) throws IOException, InterruptedException {
        for (String service : SERVICES) {
            for (int port : Objects.requireNonNull(ports.get(service))) {
                add(service, port);
            }
            progress.accept("%s x%d".formatted(service, replicas));
        }
        awaitTables();
        for (ServiceProcess process : all()) {
            process.awaitReady(READY);
        }
    }

    /** Both services with tables say what they wait for, and are served by a migration then. */
    private void awaitTables() throws IOException, InterruptedException {
        for (String service : WITH_TABLES) {
            ServiceProcess process = replicas(service).getFirst();
            String said = process.readiness();
            for (long end = System.nanoTime() + READY.toNanos();
                    !said.contains("version none") && System.nanoTime() < end;
                    said = process.readiness()) {
                process.checkAlive();
                Thread.sleep(200);
            }
            progress.accept("%s waits: %s".formatted(service, said));
            migrate(service);
            progress.accept(service + " has its tables");
        }
    }

    private void migrate(String service) throws IOException, InterruptedException {
        Path mounted = mount("migrate-" + service, files.secrets("migrate-" + service), true);
        List<String> command = command();
        command.add("migrate");
        ProcessBuilder migration = new ProcessBuilder(command)
                .directory(Objects.requireNonNull(applications.get(service)).toFile());
        migration.environment().putAll(environment("migrate-" + service, mounted));
        int code = migration
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("logs")
                        .resolve("migrate-" + service + ".log")
                        .toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("the migration of %s ended with %d".formatted(service, code));
        }
    }

    /** One process more, under the next number. */
    private ServiceProcess add(String service, int port) throws IOException {
        List<ServiceProcess> ofService = replicas(service);
        ServiceProcess process = process(service, ofService.size(), port, command());
        ofService.add(process);
        process.start();
        return process;
    }

    /**
     * A process that is not part of the cluster yet.
     *
     * @param command with the directory of its image as the working directory
     */
    private ServiceProcess process(String service, int number, int port, List<String> command) throws IOException {
        Path mounted = Objects.requireNonNull(mounts.get(service));
        Map<String, String> environment = environment(service, mounted);
        if (tls != null) {
            environment.putAll(encryption(mounted));
        }
        if (declared != null) {
            environment.putAll(authorization(declared));
        }
        int management = freePorts(1).getFirst();
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(management));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        String name = service + "-" + number;
        environment.put("GAPLESS_INSTANCE", name);
        environment.putAll(shape.settings());
        return new ServiceProcess(
                name,
                Objects.requireNonNull(applications.get(service)),
                command,
                environment,
                management,
                home.resolve("logs").resolve(name + ".log"));
    }

    private List<String> command() throws IOException {
        return shaped(files.command());
    }

    /** With the options that the cluster has besides. */
    private List<String> shaped(List<String> command) {
        command.addAll(1, shape.jvmOptions());
        return command;
    }

    /** What the compose file says, with the addresses of this machine. */
    private Map<String, String> environment(String service, Path mounted) throws IOException {
        Map<String, String> environment = files.environment(service);
        environment.replaceAll((name, value) -> switch (value) {
            case "kafka:19092" -> servers.kafkaBootstrapServers();
            case "http://scheduler:7070" -> url("scheduler");
            case "http://checkpoint:7074" -> url("checkpoint");
            case "jdbc:postgresql://postgres:5432/gapless" -> databaseUrl();
            default -> value.replace(SECRETS, mounted.toString());
        });
        int copies = Math.min(3, servers.kafkaBootstrapServers().split(",").length);
        environment.put("GAPLESS_TOPICS_REPLICATION", Integer.toString(copies));
        environment.put("GAPLESS_TOPICS_MININSYNCREPLICAS", Integer.toString(Math.max(1, copies - 1)));
        environment.put("GAPLESS_NETWORK_ALLOWEDPRIVATE", "127.0.0.0/8,::1");
        environment.put("SPRING_CONFIG_IMPORT", "optional:configtree:%s/".formatted(mounted));
        return environment;
    }

    private String databaseUrl() {
        return tls == null
                ? servers.jdbcUrl()
                : "%s?sslmode=verify-full&sslrootcert=%s".formatted(servers.jdbcUrl(), tls.authority());
    }

    /** What the component {@code k8s/components/tls} sets, and what makes clients of Kafka and Redis check them. */
    private Map<String, String> encryption(Path mounted) throws IOException {
        Map<String, String> settings = files.encryption();
        settings.replaceAll((name, value) -> switch (value) {
            case "https://scheduler:7070" -> url("scheduler");
            case "https://checkpoint:7074" -> url("checkpoint");
            default -> value.replace(SECRETS, mounted.toString());
        });
        // the same authority signed what the servers show
        settings.put("SPRING_DATA_REDIS_SSL_BUNDLE", "services");
        settings.put("SPRING_KAFKA_SECURITY_PROTOCOL", "SSL");
        settings.put("SPRING_KAFKA_SSL_TRUSTSTORETYPE", "PEM");
        settings.put(
                "SPRING_KAFKA_SSL_TRUSTSTORELOCATION",
                Objects.requireNonNull(tls).authority().toUri().toString());
        return settings;
    }

    /** What the component {@code k8s/components/strimzi} sets, but for where the brokers and their authority are. */
    private Map<String, String> authorization(DeclaredKafka kafka) throws IOException {
        Map<String, String> settings = kafka.environment();
        settings.put("SPRING_KAFKA_BOOTSTRAPSERVERS", servers.kafkaBootstrapServers());
        settings.put(
                "SPRING_KAFKA_SSL_TRUSTSTORELOCATION",
                Objects.requireNonNull(tls).authority().toUri().toString());
        return settings;
    }

    /** A directory as the container sees it. The servers of this process have passwords of their own. */
    private Path mount(String service, Map<String, String> wanted, boolean owner) throws IOException {
        Path mounted = Files.createDirectories(home.resolve("mounted").resolve(service));
        for (Map.Entry<String, String> secret : wanted.entrySet()) {
            String content = switch (secret.getKey()) {
                case "spring.datasource.password" ->
                    servers.login(owner ? DatabaseRole.OWNER : role(service)).password();
                case "spring.data.redis.url" -> servers.redisUri();
                default -> Files.readString(secrets.resolve(secret.getValue()));
            };
            Files.writeString(mounted.resolve(secret.getKey()), content);
        }
        if (declared != null && SERVICES.contains(service)) {
            Files.writeString(mounted.resolve(LOGIN), declared.login(service));
        }
        if (tls != null) {
            copy(tls.certificate(), mounted.resolve("services.crt"));
            copy(tls.key(), mounted.resolve("services.key"));
            copy(tls.authority(), mounted.resolve("services-ca.pem"));
        }
        return mounted;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static DatabaseRole role(String service) {
        return service.equals("scheduler") ? DatabaseRole.SCHEDULER : DatabaseRole.CHECKPOINT;
    }

    /** Where a service answers, whichever of its processes does. */
    public String url(String service) {
        String address = Objects.requireNonNull(balancers.get(service)).address();
        return (tls == null ? "http://" : "https://") + address;
    }

    /** A service's interface, called with one of the tokens {@code admin} and {@code service}. */
    public RestApi api(String service, String token) throws IOException {
        Path file = secrets.resolve(token + ".token");
        return tls == null ? RestApi.at(url(service), file) : RestApi.at(url(service), file, tls.authority());
    }

    public PlatformServers servers() {
        return servers;
    }

    /** A process of the service from its image; not started, and no part of the cluster. */
    ServiceProcess ofImage(String service) throws IOException {
        return process(service, 0, Objects.requireNonNull(ports.get(service)).getFirst(), command());
    }

    /** As {@link #ofImage}, from the jar as it was built, and without the cache of its classes. */
    ServiceProcess ofPlainJar(String service) throws IOException {
        return process(
                service, 0, Objects.requireNonNull(ports.get(service)).getFirst(), shaped(files.plainCommand(service)));
    }

    /**
     * Ends the last process of a service as a lost node does, and starts it again at once. Returns when it is ready.
     *
     * @throws IOException when it was not ready: killing it would show nothing
     */
    public void kill(String service) throws IOException, InterruptedException {
        ServiceProcess process = replicas(service).getLast();
        process.awaitReady(READY);
        process.kill();
        long begun = System.nanoTime();
        process.start();
        process.awaitReady(READY);
        progress.accept("killed %s, which was ready; ready again after %.1f s".formatted(process.name(), since(begun)));
    }

    /** Ends all processes of a service as lost nodes do, and starts them again at once. */
    public void killAll(String service) throws IOException, InterruptedException {
        for (ServiceProcess process : replicas(service)) {
            process.kill();
        }
        for (ServiceProcess process : replicas(service)) {
            process.start();
        }
        progress.accept("killed all of " + service);
    }

    /** Halts the last process of each of the services, as nodes that hang. @return their names */
    public List<String> halt(List<String> services) throws IOException, InterruptedException {
        List<String> halted = new ArrayList<>();
        for (String service : services) {
            ServiceProcess process = replicas(service).getLast();
            process.halt();
            halted.add(process.name());
        }
        return halted;
    }

    /** True while the last process of each of the services has not ended; one that is halted has not. */
    public boolean alive(List<String> services) {
        return services.stream().allMatch(service -> replicas(service).getLast().isAlive());
    }

    /** Lets go on what {@link #halt} halted. */
    public void goOn(List<String> services) throws IOException, InterruptedException {
        for (String service : services) {
            replicas(service).getLast().goOn();
        }
    }

    /** Stops all processes, and starts them when none is left. Returns when all are ready. */
    public void restartAll() throws IOException, InterruptedException {
        for (ServiceProcess process : all()) {
            process.stop();
        }
        for (ServiceProcess process : all()) {
            process.start();
        }
        for (ServiceProcess process : all()) {
            process.awaitReady(READY);
        }
        progress.accept("all were stopped and started");
    }

    /** Ends the last broker as a lost node does; the records go on with the others. */
    public void killBroker() throws InterruptedException {
        servers.brokers().killLast();
        progress.accept("killed a broker");
    }

    /** Starts it again; returns when it is a broker of the cluster. */
    public void restartBroker() throws IOException, InterruptedException {
        servers.brokers().restartLast();
        progress.accept("the broker is back");
    }

    /**
     * Restarts all processes: the first of each service at the same time, and when they are ready the second. So do
     * Deployments that are changed together.
     *
     * @return the longest stop
     */
    public Duration roll() throws IOException, InterruptedException {
        Duration longest = Duration.ZERO;
        int most = processes.values().stream().mapToInt(List::size).max().orElse(0);
        try (ExecutorService rolling = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < most; number++) {
                for (Future<Duration> rolled : rolling.invokeAll(restarts(number))) {
                    Duration took = rolled.get();
                    longest = took.compareTo(longest) > 0 ? took : longest;
                }
            }
            return longest;
        } catch (ExecutionException e) {
            throw new IOException("a process did not come back: " + e.getCause(), e);
        }
    }

    private List<Callable<Duration>> restarts(int number) {
        return SERVICES.stream()
                .filter(service -> replicas(service).size() > number)
                .map(service -> (Callable<Duration>) () -> restart(service, number))
                .toList();
    }

    /** @return how long the stop took */
    private Duration restart(String service, int number) throws IOException, InterruptedException {
        try (ServiceProcess former = replicas(service).get(number)) {
            Duration took = former.stop();
            int port = Objects.requireNonNull(ports.get(service)).get(number);
            ServiceProcess next = process(service, number, port, command());
            replicas(service).set(number, next);
            long begun = System.nanoTime();
            next.start();
            next.awaitReady(READY);
            progress.accept("rolled %s: stopped in %.1f s, ready after %.1f s"
                    .formatted(next.name(), took.toMillis() / 1000.0, since(begun)));
            return took;
        }
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /**
     * Makes the tables of another build, and restarts all processes in a roll as that build.
     *
     * @param project its root, with the jars built and its images made: that takes the processors for minutes
     * @return the longest stop
     */
    public Duration upgrade(Path project) throws IOException, InterruptedException {
        files = new ContainerFiles(project);
        images = new ServiceImages(project, files, home.resolve("logs"));
        for (String service : SERVICES) {
            applications.put(service, images.of(service));
            mounts.put(service, mount(service, files.secrets(service), false));
        }
        for (String service : WITH_TABLES) {
            migrate(service);
            progress.accept(service + " has the tables of the other build");
        }
        return roll();
    }

    /**
     * Starts or stops processes until each service has so many; those that came last go first. Each is ready before the
     * next one starts. All at once they would take the processors from those that work.
     *
     * @param wanted by service
     */
    public void scale(Map<String, Integer> wanted) throws IOException, InterruptedException {
        for (Map.Entry<String, Integer> service : wanted.entrySet()) {
            List<ServiceProcess> ofService = replicas(service.getKey());
            while (ofService.size() > service.getValue()) {
                removeLast(service.getKey());
            }
            while (ofService.size() < service.getValue()) {
                int port = freePorts(1).getFirst();
                long begun = System.nanoTime();
                ServiceProcess come = add(service.getKey(), port);
                come.awaitReady(READY);
                Objects.requireNonNull(ports.get(service.getKey())).add(port);
                Objects.requireNonNull(balancers.get(service.getKey())).add(port);
                progress.accept("added %s: ready after %.1f s".formatted(come.name(), since(begun)));
            }
        }
    }

    private void removeLast(String service) throws InterruptedException {
        Objects.requireNonNull(ports.get(service)).removeLast();
        Objects.requireNonNull(balancers.get(service)).removeLast();
        try (ServiceProcess last = replicas(service).removeLast()) {
            double took = last.stop().toMillis() / 1000.0;
            progress.accept("removed %s: stopped in %.1f s".formatted(last.name(), took));
        }
    }

    /** Most memory of a process of each service so far, in MB. */
    public Map<String, Long> memory() throws IOException {
        Map<String, Long> memory = new LinkedHashMap<>();
        for (Map.Entry<String, List<ServiceProcess>> service : processes.entrySet()) {
            for (ServiceProcess process : service.getValue()) {
                memory.merge(service.getKey(), process.peakMegabytes(), Math::max);
            }
        }
        return memory;
    }

    private List<ServiceProcess> replicas(String service) {
        return Objects.requireNonNull(processes.get(service));
    }

    private List<ServiceProcess> all() {
        return processes.values().stream().flatMap(List::stream).toList();
    }

    private static List<Integer> freePorts(int count) throws IOException {
        return IntStream.of(LoopbackPorts.free(count)).boxed().collect(Collectors.toCollection(ArrayList::new));
    }

    @Override
    public void close() throws IOException {
        all().forEach(ServiceProcess::close);
        for (PortBalancer balancer : balancers.values()) {
            balancer.close();
        }
        servers.close();
    }
}
