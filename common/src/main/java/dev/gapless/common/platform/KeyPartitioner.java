package dev.gapless.common.platform;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Finds a key's partition by the configured number of partitions, not by the number that the broker has at the moment.
 * Partitions that are added by hand change no key's owner. The arithmetic is that of Kafka's own producer.
 */
public final class KeyPartitioner implements Partitioner {

    /** How a producer is told the number. */
    static final String PARTITIONS = "gapless.partitions";

    private int partitions;

    @Override
    public void configure(Map<String, ?> configs) {
        partitions = Integer.parseInt(String.valueOf(configs.get(PARTITIONS)));
    }

    /** The partition of a key among so many. */
    public static int partitionOf(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** Any partition for a record without a key. */
    @Override
    public int partition(
            String topic,
            @Nullable Object key,
            byte @Nullable [] keyBytes,
            @Nullable Object value,
            byte @Nullable [] valueBytes,
            Cluster cluster) {
        return keyBytes == null ? ThreadLocalRandom.current().nextInt(partitions) : partitionOf(keyBytes, partitions);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
