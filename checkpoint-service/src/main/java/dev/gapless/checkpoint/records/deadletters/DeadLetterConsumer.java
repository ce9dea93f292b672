package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.checkpoint.jdbc.AppliedOffsets;
import dev.gapless.common.message.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Takes letters off their topic into the table, and ends a poll's offsets once its letters are there. A restored table
 * gets what it has lost again. Used by one thread; whatever it throws, the next round reads the same records again.
 */
final class DeadLetterConsumer implements ConsumerRebalanceListener, AutoCloseable {

    /** Asks Kafka for its own id of the topic: a topic made anew has another one, and so other log positions. */
    @FunctionalInterface
    interface TopicId {
        UUID resolve();
    }

    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicId topicId;
    private final DeadLetterStore letters;
    private final AppliedOffsets offsets;
    private @Nullable Consumer<byte[], byte[]> open;
    private @Nullable UUID id;

    /** @param consumers asked for the one that is used, in the first round that Kafka has an address */
    DeadLetterConsumer(
            Supplier<Consumer<byte[], byte[]>> consumers,
            TopicId topicId,
            DeadLetterStore letters,
            AppliedOffsets offsets) {
        this.consumers = consumers;
        this.topicId = topicId;
        this.letters = letters;
        this.offsets = offsets;
    }

    private Consumer<byte[], byte[]> consumer() {
        Consumer<byte[], byte[]> consumer = open;
        if (consumer == null) {
            consumer = consumers.get();
            consumer.subscribe(List.of(TopicNames.DEAD_LETTERS), this);
            open = consumer;
        }
        return consumer;
    }

    /** Until there is nothing more to read for the moment. */
    void round() {
        Consumer<byte[], byte[]> consumer = consumer();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        while (!records.isEmpty()) {
            try {
                if (!offsets.setBack(consumer, records)) {
                    keep(consumer, records);
                }
            } catch (RuntimeException e) {
                id = null;
                rewind(consumer, records);
                throw e;
            }
            records = consumer.poll(POLL);
        }
    }

    private void keep(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        UUID topic = id;
        if (topic == null) {
            topic = topicId.resolve();
            id = topic;
        }
        List<DeadLetterRow> arrived = new ArrayList<>(records.count());
        for (var record : records) {
            arrived.add(DeadLetterParser.read(record, topic));
        }
        letters.keep(arrived);
        offsets.move(records);
        consumer.commitSync();
    }

    private static void rewind(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(
                        partition,
                        new OffsetAndMetadata(
                                records.records(partition).getFirst().offset()));
            }
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        id = null;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        id = null;
    }

    /** To be called when no round is under way any more. */
    @Override
    public void close() {
        Consumer<byte[], byte[]> consumer = open;
        open = null;
        if (consumer != null) {
            consumer.close();
        }
    }
}
