package dev.gapless.capture.assignments;

import dev.gapless.common.message.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assignments in a partition that is not their key's: written by a producer that counted other partitions. They are not
 * updated or ended there, so they are not acted on, and are ended where they stand. Used by the consumer's thread
 * alone.
 */
final class StrayAssignments {

    private static final Logger LOG = LoggerFactory.getLogger(StrayAssignments.class);

    private final Producer<byte[], byte[]> producer;
    private final Map<Integer, Map<String, Boolean>> noted = new HashMap<>();

    StrayAssignments(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** @param ended true when the record has no value */
    void note(int partition, String account, boolean ended) {
        noted.computeIfAbsent(partition, number -> new TreeMap<>()).put(account, ended);
    }

    /** Everything of the partition has been read: what was noted last of an account is how it stands there. */
    void caughtUp(int partition) {
        Map<String, Boolean> strays = noted.remove(partition);
        if (strays != null) {
            strays.forEach((account, ended) -> {
                if (!ended) {
                    end(partition, account);
                }
            });
        }
    }

    void forget(Set<Integer> partitions) {
        noted.keySet().removeAll(partitions);
    }

    @SuppressWarnings("NullAway") // a record without a value is a tombstone; the client's types do not say so
    private void end(int partition, String account) {
        LOG.warn("assignment-astray account={} partition={} effect=\"ended there\"", account, partition);
        var _ = producer.send(
                new ProducerRecord<>(
                        TopicNames.CAPTURE_ASSIGNMENTS, partition, account.getBytes(StandardCharsets.UTF_8), null),
                (metadata, failure) -> {
                    if (failure != null) {
                        // who reads the partition from its beginning notes it again
                        LOG.warn("assignment-not-ended account={} cause={}", account, failure.toString());
                    }
                });
    }
}
