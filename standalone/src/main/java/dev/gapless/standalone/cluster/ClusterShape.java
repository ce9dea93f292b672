package dev.gapless.standalone.cluster;

import java.util.List;
import java.util.Map;

/**
 * How large a cluster of processes is, and how they are started.
 *
 * @param replicas processes of each service, 1 or more
 * @param brokers Kafka's nodes, 1 or more; with three a record is on all and acknowledged by two
 * @param encrypted true when services reach each other and the servers by TLS, with certificates that they check
 * @param authorized true when Kafka knows services by SCRAM and lets them do what they are declared to do; encrypted
 *     only
 * @param jvmOptions of the services' virtual machines, besides those of the image
 * @param settings further environment variables of every process, by name
 */
public record ClusterShape(
        int replicas,
        int brokers,
        boolean encrypted,
        boolean authorized,
        List<String> jvmOptions,
        Map<String, String> settings) {

    public ClusterShape {
        if (replicas < 1 || brokers < 1) {
            throw new IllegalArgumentException(
                    "a cluster has 1 or more replicas and brokers, not %d and %d".formatted(replicas, brokers));
        }
        if (authorized && !encrypted) {
            throw new IllegalArgumentException("authorization in Kafka needs encrypted connections");
        }
        jvmOptions = List.copyOf(jvmOptions);
        settings = Map.copyOf(settings);
    }

    /** One of everything, without encryption, as the images say. */
    static ClusterShape smallest() {
        return new ClusterShape(1, 1, false, false, List.of(), Map.of());
    }
}
