package dev.gapless.standalone.cluster;

/**
 * How large a cluster of processes is.
 *
 * @param replicas processes of each service, 1 or more
 * @param brokers Kafka's nodes, 1 or more; with three a record is on all and acknowledged by two
 * @param encrypted true when services reach each other and the servers by TLS, with certificates that they check
 */
public record ClusterSize(int replicas, int brokers, boolean encrypted) {

    public ClusterSize {
        if (replicas < 1 || brokers < 1) {
            throw new IllegalArgumentException(
                    "a cluster has 1 or more replicas and brokers, not %d and %d".formatted(replicas, brokers));
        }
    }
}
