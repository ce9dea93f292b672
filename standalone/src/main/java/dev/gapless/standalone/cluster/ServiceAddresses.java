package dev.gapless.standalone.cluster;

import dev.gapless.embedded.LoopbackPorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The port of each process, and of each service the one address that leads to whichever of its processes answers. */
final class ServiceAddresses implements AutoCloseable {

    private final boolean encrypted;
    private final Map<String, PortBalancer> balancers = new LinkedHashMap<>();
    private final Map<String, List<Integer>> ports = new LinkedHashMap<>();

    /** @param encrypted true when services answer by TLS */
    ServiceAddresses(boolean encrypted) {
        this.encrypted = encrypted;
    }

    /** Chooses a port for each process of a service that has none yet. */
    void open(String service, int processes) throws IOException {
        List<Integer> chosen = free(processes);
        ports.put(service, chosen);
        balancers.put(service, new PortBalancer(chosen));
    }

    /** Where a service answers, whichever of its processes does. */
    String url(String service) {
        return (encrypted ? "https://" : "http://") + balancer(service).address();
    }

    /** Those of a service's processes, the first one's first. */
    List<Integer> of(String service) {
        return Objects.requireNonNull(ports.get(service));
    }

    /** A port on which nothing listens. */
    static int oneFree() throws IOException {
        return free(1).getFirst();
    }

    /** From now on callers may come to this process too. */
    void add(String service, int port) {
        of(service).add(port);
        balancer(service).add(port);
    }

    /** No further caller comes to the service's last process. */
    void removeLast(String service) {
        of(service).removeLast();
        balancer(service).removeLast();
    }

    private PortBalancer balancer(String service) {
        return Objects.requireNonNull(balancers.get(service));
    }

    private static List<Integer> free(int count) throws IOException {
        return IntStream.of(LoopbackPorts.free(count)).boxed().collect(Collectors.toCollection(ArrayList::new));
    }

    @Override
    public void close() throws IOException {
        for (PortBalancer balancer : balancers.values()) {
            balancer.close();
        }
    }
}
