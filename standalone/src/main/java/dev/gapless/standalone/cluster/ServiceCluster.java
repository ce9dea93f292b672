package dev.gapless.standalone.cluster;

import dev.gapless.embedded.KafkaBrokers.ClientAccess;
import dev.gapless.embedded.PlatformServers;
import dev.gapless.embedded.TlsFiles;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.cluster.ServiceSettings.Surroundings;
import dev.gapless.standalone.deploy.ComposeSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The services as processes, several of each, over real servers of this process. They have the same jars, options,
 * variables and secret files as in {@code docker-compose.yml}, with other addresses.
 */
public final class ServiceCluster implements AutoCloseable {

    /** As the compose file names them, in the order of their starts, which is to make no difference. */
    public static final List<String> SERVICES =
            List.of("capture", "miner", "processor", "live", "scheduler", "checkpoint");

    private static final List<String> WITH_TABLES = List.of("scheduler", "checkpoint");
    private static final List<String> MIGRATIONS =
            WITH_TABLES.stream().map(service -> "migrate-" + service).toList();
    private static final Duration READY = Duration.ofMinutes(5);

    private final Path home;
    private final Surroundings around;
    private final Consumer<String> progress;
    private final ServiceAddresses addresses;
    private final ServiceReplicas replicas;

    private ServiceCluster(
            Path home,
            Surroundings around,
            ServiceAddresses addresses,
            ServiceReplicas replicas,
            Consumer<String> progress) {
        this.home = home;
        this.around = around;
        this.addresses = addresses;
        this.replicas = replicas;
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
                cluster.replicas.migrate(service);
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
        Files.createDirectories(logs(home));
        TlsFiles tls = shape.encrypted() ? TlsFiles.create(home.resolve("certificates")) : null;
        progress.accept("kafka x%d, postgres, redis".formatted(shape.brokers()));
        ClusterServers servers = ClusterServers.start(
                home.resolve("servers"), shape.brokers(), new ClientAccess(tls, shape.authorized()));
        ServiceAddresses addresses = new ServiceAddresses(shape.encrypted());
        try {
            DeclaredKafka declared =
                    shape.authorized() ? DeclaredKafka.declare(project, servers, shape.brokers()) : null;
            Surroundings around = new Surroundings(servers, secrets.directory(), tls, declared);
            ServiceSettings settings = settings(files, around, addresses, home);
            ServiceReplicas replicas = new ServiceReplicas(shape, logs(home), files, settings);
            for (String service : SERVICES) {
                addresses.open(service, shape.replicas());
            }
            ServiceCluster cluster = new ServiceCluster(home, around, addresses, replicas, progress);
            cluster.prepare(project, files, settings);
            begin(cluster, begin);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            addresses.close();
            servers.close();
            throw e;
        }
    }

    /** Ends what was started when not all of it could be. */
    private static void begin(ServiceCluster cluster, Beginning begin) throws IOException, InterruptedException {
        try {
            begin.accept(cluster);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            cluster.replicas.close();
            throw e;
        }
    }

    private static Path logs(Path home) {
        return home.resolve("logs");
    }

    private static ServiceSettings settings(
            ContainerFiles files, Surroundings around, ServiceAddresses addresses, Path home) {
        return new ServiceSettings(files, around, addresses, home.resolve("mounted"));
    }

    /** Makes the images of a build, and what its containers have mounted. */
    private void prepare(Path project, ContainerFiles files, ServiceSettings settings)
            throws IOException, InterruptedException {
        ServiceImages images = new ServiceImages(project, files, logs(home));
        for (String service : SERVICES) {
            replicas.use(service, images.of(service));
        }
        settings.mount(SERVICES, MIGRATIONS);
    }

    private void startAll(int count) throws IOException, InterruptedException {
        for (String service : SERVICES) {
            for (int port : addresses.of(service)) {
                replicas.add(service, port);
            }
            progress.accept("%s x%d".formatted(service, count));
        }
        awaitTables();
        for (ServiceProcess process : replicas.all()) {
            process.awaitReady(READY);
        }
    }

    /** Both services with tables say what they wait for, and are served by a migration then. */
    private void awaitTables() throws IOException, InterruptedException {
        for (String service : WITH_TABLES) {
            ServiceProcess process = replicas.of(service).getFirst();
            String said = process.readiness();
            for (long end = System.nanoTime() + READY.toNanos();
                    !said.contains("version none") && System.nanoTime() < end;
                    said = process.readiness()) {
                process.checkAlive();
                Thread.sleep(200);
            }
            progress.accept("%s waits: %s".formatted(service, said));
            replicas.migrate(service);
            progress.accept(service + " has its tables");
        }
    }

    /** Where a service answers, whichever of its processes does. */
    public String url(String service) {
        return addresses.url(service);
    }

    /** A service's interface, called with one of the tokens {@code admin} and {@code service}. */
    public RestApi api(String service, String token) throws IOException {
        Path file = around.secrets().resolve(token + ".token");
        return around.tls() == null
                ? RestApi.at(url(service), file)
                : RestApi.at(url(service), file, around.tls().authority());
    }

    public PlatformServers servers() {
        return around.servers();
    }

    /** A process of the service from its image; not started, and no part of the cluster. */
    ServiceProcess ofImage(String service) throws IOException {
        return replicas.make(service, 0, addresses.of(service).getFirst());
    }

    /** As {@link #ofImage}, from the jar as it was built, and without the cache of its classes. */
    ServiceProcess ofPlainJar(String service) throws IOException {
        return replicas.ofPlainJar(service, addresses.of(service).getFirst());
    }

    /**
     * Ends the last process of a service as a lost node does, and starts it again at once. Returns when it is ready.
     *
     * @throws IOException when it was not ready: killing it would show nothing
     */
    public void kill(String service) throws IOException, InterruptedException {
        ServiceProcess process = replicas.of(service).getLast();
        process.awaitReady(READY);
        process.kill();
        long begun = System.nanoTime();
        process.start();
        process.awaitReady(READY);
        progress.accept("killed %s, which was ready; ready again after %.1f s".formatted(process.name(), since(begun)));
    }

    /** Ends all processes of a service as lost nodes do, and starts them again at once. */
    public void killAll(String service) throws IOException, InterruptedException {
        for (ServiceProcess process : replicas.of(service)) {
            process.kill();
        }
        for (ServiceProcess process : replicas.of(service)) {
            process.start();
        }
        progress.accept("killed all of " + service);
    }

    /** Halts the last process of each of the services, as nodes that hang. @return their names */
    public List<String> halt(List<String> services) throws IOException, InterruptedException {
        List<String> halted = new ArrayList<>();
        for (String service : services) {
            ServiceProcess process = replicas.of(service).getLast();
            process.halt();
            halted.add(process.name());
        }
        return halted;
    }

    /** True while the last process of each of the services has not ended; one that is halted has not. */
    public boolean alive(List<String> services) {
        return services.stream()
                .allMatch(service -> replicas.of(service).getLast().isAlive());
    }

    /** Lets go on what {@link #halt} halted. */
    public void goOn(List<String> services) throws IOException, InterruptedException {
        for (String service : services) {
            replicas.of(service).getLast().goOn();
        }
    }

    /** Stops all processes, and starts them when none is left. Returns when all are ready. */
    public void restartAll() throws IOException, InterruptedException {
        for (ServiceProcess process : replicas.all()) {
            process.stop();
        }
        for (ServiceProcess process : replicas.all()) {
            process.start();
        }
        for (ServiceProcess process : replicas.all()) {
            process.awaitReady(READY);
        }
        progress.accept("all were stopped and started");
    }

    /** Ends the last broker as a lost node does; the records go on with the others. */
    public void killBroker() throws InterruptedException {
        around.servers().brokers().killLast();
        progress.accept("killed a broker");
    }

    /** Starts it again; returns when it is a broker of the cluster. */
    public void restartBroker() throws IOException, InterruptedException {
        around.servers().brokers().restartLast();
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
        int most = SERVICES.stream()
                .mapToInt(service -> replicas.of(service).size())
                .max()
                .orElse(0);
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
                .filter(service -> replicas.of(service).size() > number)
                .map(service -> (Callable<Duration>) () -> restart(service, number))
                .toList();
    }

    /** @return how long the stop took */
    private Duration restart(String service, int number) throws IOException, InterruptedException {
        try (ServiceProcess former = replicas.of(service).get(number)) {
            Duration took = former.stop();
            ServiceProcess next =
                    replicas.make(service, number, addresses.of(service).get(number));
            replicas.of(service).set(number, next);
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
        ContainerFiles files = new ContainerFiles(project);
        ServiceSettings settings = settings(files, around, addresses, home);
        replicas.become(files, settings);
        prepare(project, files, settings);
        for (String service : WITH_TABLES) {
            replicas.migrate(service);
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
            List<ServiceProcess> ofService = replicas.of(service.getKey());
            while (ofService.size() > service.getValue()) {
                removeLast(service.getKey());
            }
            while (ofService.size() < service.getValue()) {
                int port = ServiceAddresses.oneFree();
                long begun = System.nanoTime();
                ServiceProcess come = replicas.add(service.getKey(), port);
                come.awaitReady(READY);
                addresses.add(service.getKey(), port);
                progress.accept("added %s: ready after %.1f s".formatted(come.name(), since(begun)));
            }
        }
    }

    private void removeLast(String service) throws InterruptedException {
        addresses.removeLast(service);
        try (ServiceProcess last = replicas.of(service).removeLast()) {
            double took = last.stop().toMillis() / 1000.0;
            progress.accept("removed %s: stopped in %.1f s".formatted(last.name(), took));
        }
    }

    /** Most memory of a process of each service so far, in MB. */
    public Map<String, Long> memory() throws IOException {
        return replicas.memory();
    }

    @Override
    public void close() throws IOException {
        replicas.close();
        addresses.close();
        around.servers().close();
    }
}
