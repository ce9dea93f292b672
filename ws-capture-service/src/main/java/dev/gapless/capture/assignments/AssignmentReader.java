package dev.gapless.capture.assignments;

import dev.gapless.capture.account.CaptureShare;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.message.UnreadableMessageException;
import dev.gapless.common.platform.KeyPartitioner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer of the compacted topic. A partition is read from its beginning each time it is given to this process.
 * Its records are all that is to be captured, so no offset is ever committed. Nothing is done before its end is
 * reached, because until then a record may be outdated by a later one.
 */
final class AssignmentReader implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(AssignmentReader.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final AccountAssignments assigned;
    private final StrayAssignments strays;
    private final int partitions;
    private final CaptureShare share;

    /** @param partitions of the topic, as configured */
    AssignmentReader(
            Consumer<byte[], byte[]> consumer,
            AccountAssignments assigned,
            StrayAssignments strays,
            int partitions,
            CaptureShare share) {
        this.consumer = consumer;
        this.assigned = assigned;
        this.strays = strays;
        this.partitions = partitions;
        this.share = share;
    }

    void subscribe() {
        consumer.subscribe(List.of(TopicNames.CAPTURE_ASSIGNMENTS), this);
    }

    void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            read(record);
        }
        share.holds(consumer.assignment().size(), partitions);
        for (TopicPartition partition : consumer.assignment()) {
            if (consumer.currentLag(partition).orElse(1) == 0) {
                assigned.caughtUp(
                        partition.partition(), consumer.groupMetadata().generationId());
                strays.caughtUp(partition.partition());
            }
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] key = record.key();
        byte @Nullable [] value = record.value();
        if (key == null) {
            LOG.error("assignment-without-account partition={} offset={}", record.partition(), record.offset());
            return;
        }
        String account = new String(key, StandardCharsets.UTF_8);
        if (KeyPartitioner.partitionOf(key, partitions) != record.partition()) {
            strays.note(record.partition(), account, value == null);
            return;
        }
        try {
            assigned.read(record.partition(), account, value == null ? null : CaptureAssignment.fromBytes(value));
        } catch (UnreadableMessageException e) {
            // the account's capture goes on as it was
            LOG.error("assignment-unreadable partition={} offset={}", record.partition(), record.offset(), e);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> given) {
        consumer.seekToBeginning(given);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        Set<Integer> numbers = revoked.stream().map(TopicPartition::partition).collect(Collectors.toSet());
        strays.forget(numbers);
        try {
            assigned.end(numbers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
