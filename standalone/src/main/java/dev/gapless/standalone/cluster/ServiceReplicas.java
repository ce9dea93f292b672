package dev.gapless.standalone.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/** The processes of a cluster by service, and how one more of them is made of the present build. */
final class ServiceReplicas implements AutoCloseable {

    private final ClusterShape shape;
    private final Path logs;
    private final SequencedMap<String, List<ServiceProcess>> processes = new LinkedHashMap<>();
    private final Map<String, Path> applications = new HashMap<>();
    private ContainerFiles files;
    private ServiceSettings settings;

    /** @param logs an existing directory for the processes' output */
    ServiceReplicas(ClusterShape shape, Path logs, ContainerFiles files, ServiceSettings settings) {
        this.shape = shape;
        this.logs = logs;
        this.files = files;
        this.settings = settings;
    }

    /** From now on processes are made of another build. */
    void become(ContainerFiles files, ServiceSettings settings) {
        this.files = files;
        this.settings = settings;
    }

    /** @param application the directory of the service's image */
    void use(String service, Path application) {
        applications.put(service, application);
        processes.putIfAbsent(service, new ArrayList<>());
    }

    /** The processes of a service, the first one's first. */
    List<ServiceProcess> of(String service) {
        return Objects.requireNonNull(processes.get(service));
    }

    List<ServiceProcess> all() {
        return processes.values().stream().flatMap(List::stream).toList();
    }

    /** One process more, under the next number; it is started. */
    ServiceProcess add(String service, int port) throws IOException {
        ServiceProcess process = make(service, of(service).size(), port);
        of(service).add(process);
        process.start();
        return process;
    }

    /** A process from the service's image, not started; it is no part of the cluster yet. */
    ServiceProcess make(String service, int number, int port) throws IOException {
        return process(service, number, port, files.command());
    }

    /** As {@link #make}, from the jar as it was built, and without the cache of its classes. */
    ServiceProcess ofPlainJar(String service, int port) throws IOException {
        return process(service, 0, port, files.plainCommand(service));
    }

    private ServiceProcess process(String service, int number, int port, List<String> command) throws IOException {
        int management = ServiceAddresses.oneFree();
        String name = service + "-" + number;
        Map<String, String> environment = settings.ofService(service);
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(management));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        environment.put("GAPLESS_INSTANCE", name);
        environment.putAll(shape.settings());
        return new ServiceProcess(
                name, application(service), shaped(command), environment, management, logs.resolve(name + ".log"));
    }

    /** With the options that the cluster has besides. */
    private List<String> shaped(List<String> command) {
        command.addAll(1, shape.jvmOptions());
        return command;
    }

    private Path application(String service) {
        return Objects.requireNonNull(applications.get(service));
    }

    /** Makes the tables of a service, as the release's migration does. */
    void migrate(String service) throws IOException, InterruptedException {
        List<String> command = shaped(files.command());
        command.add("migrate");
        ProcessBuilder migration =
                new ProcessBuilder(command).directory(application(service).toFile());
        migration.environment().putAll(settings.ofMigration("migrate-" + service));
        int code = migration
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve("migrate-" + service + ".log").toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("the migration of %s ended with %d".formatted(service, code));
        }
    }

    /** Most memory of a process of each service so far, in MB. */
    Map<String, Long> memory() throws IOException {
        Map<String, Long> memory = new LinkedHashMap<>();
        for (Map.Entry<String, List<ServiceProcess>> service : processes.entrySet()) {
            for (ServiceProcess process : service.getValue()) {
                memory.merge(service.getKey(), process.peakMegabytes(), Math::max);
            }
        }
        return memory;
    }

    @Override
    public void close() {
        all().forEach(ServiceProcess::close);
    }
}
