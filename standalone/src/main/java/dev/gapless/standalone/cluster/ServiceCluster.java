package dev.gapless.standalone.cluster;

import dev.gapless.embedded.DatabaseRole;
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

    private final Path home;
    private final ClusterServers servers;
    private final @Nullable TlsFiles tls;
    private final Consumer<String> progress;
    private final Path secrets;
    private final Map<String, String> settings;
    private final SequencedMap<String, List<ServiceProcess>> processes = new LinkedHashMap<>();
    private ContainerFiles files;
    private ServiceImages images;
    private final Map<String, Path> applications = new HashMap<>();
    private final Map<String, Path> mounts = new HashMap<>();
    private final Map<String, PortBalancer> balancers = new LinkedHashMap<>();
    private final Map<String, List<Integer>> ports = new LinkedHashMap<>();

    private ServiceCluster(
            Path home,
            ContainerFiles files,
            ServiceImages images,
            ClusterServers servers,
            @Nullable TlsFiles tls,
            Path secrets,
            Map<String, String> settings,
            Consumer<String> progress) {
        this.settings = Map.copyOf(settings);
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
     * @param size how many processes there are of what, and whether they encrypt
     * @param progress told in a few words what happens
     */
    public static ServiceCluster start(Path project, Path home, ClusterSize size, Consumer<String> progress)
            throws IOException, InterruptedException {
        return start(project, home, size, Map.of(), progress);
    }

    /** @param settings further variables of every process; the other parameters are those of the other {@code start} */
    public static ServiceCluster start(
            Path project, Path home, ClusterSize size, Map<String, String> settings, Consumer<String> progress)
            throws IOException, InterruptedException {
        return open(project, home, size, settings, progress, cluster -> cluster.startAll(size.replicas()));
    }

    /** Tables are made, and no process is started. The parameters are those of {@link #start}. */
    static ServiceCluster empty(Path project, Path home, ClusterSize size, Consumer<String> progress)
            throws IOException, InterruptedException {
        return open(project, home, size, Map.of(), progress, cluster -> {
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
            Path project,
            Path home,
            ClusterSize size,
            Map<String, String> settings,
            Consumer<String> progress,
            Beginning begin)
            throws IOException, InterruptedException {
        ContainerFiles files = new ContainerFiles(project);
        ComposeSecrets secrets = ComposeSecrets.create(home.resolve("secrets"));
        Files.createDirectories(home.resolve("logs"));
        TlsFiles tls = size.encrypted() ? TlsFiles.create(home.resolve("certificates")) : null;
        progress.accept("kafka x%d, postgres, redis".formatted(size.brokers()));
        ClusterServers servers = ClusterServers.start(home.resolve("servers"), size.brokers(), tls);
        ServiceImages images = new ServiceImages(project, files, home.resolve("logs"));
        ServiceCluster cluster =
                new ServiceCluster(home, files, images, servers, tls, secrets.directory(), settings, progress);
        try {
            cluster.prepare(size.replicas());
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
        List<String> command = new ArrayList<>(command());
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
        int management = freePorts(1).getFirst();
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(management));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        String name = service + "-" + number;
        environment.put("GAPLESS_INSTANCE", name);
        environment.putAll(settings);
        return new ServiceProcess(
                name,
                Objects.requireNonNull(applications.get(service)),
                command,
                environment,
                management,
                home.resolve("logs").resolve(name + ".log"));
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>(files.entryPoint());
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // of this machine's memory the share of a container
        command.replaceAll(word -> word.startsWith("-XX:MaxRAMPercentage=") ? "-Xmx416m" : word);
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
        List<String> command = command();
        command.removeIf(word -> word.startsWith("-XX:AOTCache="));
        command.set(command.indexOf("-jar") + 1, files.jar(service).toString());
        return process(service, 0, Objects.requireNonNull(ports.get(service)).getFirst(), command);
    }

    /**
     * Ends the last process of a service as a lost node does, and starts it again at once.
     *
     * @throws IOException when it was not ready: killing it would show nothing
     */
    public void kill(String service) throws IOException, InterruptedException {
        ServiceProcess process = replicas(service).getLast();
        process.awaitReady(READY);
        process.kill();
        process.start();
        progress.accept("killed %s, which was ready".formatted(process.name()));
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

    /** Stops and starts one process after the other, each when the one before is ready. @return the longest stop */
    public Duration roll() throws IOException, InterruptedException {
        Duration longest = Duration.ZERO;
        for (Map.Entry<String, List<ServiceProcess>> service : processes.entrySet()) {
            List<ServiceProcess> ofService = service.getValue();
            for (int number = 0; number < ofService.size(); number++) {
                try (ServiceProcess former = ofService.get(number)) {
                    Duration took = former.stop();
                    longest = took.compareTo(longest) > 0 ? took : longest;
                    int port =
                            Objects.requireNonNull(ports.get(service.getKey())).get(number);
                    ServiceProcess next = process(service.getKey(), number, port, command());
                    ofService.set(number, next);
                    long begun = System.nanoTime();
                    next.start();
                    next.awaitReady(READY);
                    progress.accept("rolled %s: stopped in %.1f s, ready after %.1f s"
                            .formatted(next.name(), took.toMillis() / 1000.0, (System.nanoTime() - begun) / 1e9));
                }
            }
        }
        return longest;
    }

    /**
     * Makes the tables of another build, and restarts all processes in a roll as that build.
     *
     * @param project its root, with the jars built
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
     * Starts or stops processes until each service has so many; those that came last go first. Returns when all are
     * ready.
     *
     * @param wanted by service
     */
    public void scale(Map<String, Integer> wanted) throws IOException, InterruptedException {
        List<ServiceProcess> come = new ArrayList<>();
        for (Map.Entry<String, Integer> service : wanted.entrySet()) {
            List<ServiceProcess> ofService = replicas(service.getKey());
            List<Integer> addresses = Objects.requireNonNull(ports.get(service.getKey()));
            PortBalancer balancer = Objects.requireNonNull(balancers.get(service.getKey()));
            while (ofService.size() > service.getValue()) {
                ServiceProcess last = ofService.removeLast();
                addresses.removeLast();
                balancer.removeLast();
                double took = last.stop().toMillis() / 1000.0;
                last.close();
                progress.accept("removed %s: stopped in %.1f s".formatted(last.name(), took));
            }
            while (ofService.size() < service.getValue()) {
                int port = freePorts(1).getFirst();
                addresses.add(port);
                come.add(add(service.getKey(), port));
                balancer.add(port);
            }
        }
        for (ServiceProcess process : come) {
            process.awaitReady(READY);
            progress.accept("added " + process.name());
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
