package dev.gapless.checkpoint.deadletters;

import dev.gapless.common.message.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Takes letters off their topic into the table, and ends a poll's offsets once its letters are there. Used by one
 * thread; whatever it throws, the next round reads the same records again.
 */
final class LetterIntake implements ConsumerRebalanceListener {

    /** Asks Kafka for its own id of the topic: a topic made anew has another one, and so other log positions. */
    @FunctionalInterface
    interface TopicId {
        UUID resolve();
    }

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicId topicId;
    private final Letters letters;
    private @Nullable UUID id;

    LetterIntake(Consumer<byte[], byte[]> consumer, TopicId topicId, Letters letters) {
        this.consumer = consumer;
        this.topicId = topicId;
        this.letters = letters;
        consumer.subscribe(List.of(Topics.DEAD_LETTERS), this);
    }

    /** Until there is nothing more to read for the moment. */
    void round() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        while (!records.isEmpty()) {
            try {
                keep(records);
            } catch (RuntimeException e) {
                id = null;
                rewind(records);
                throw e;
            }
            records = consumer.poll(POLL);
        }
    }

    private void keep(ConsumerRecords<byte[], byte[]> records) {
        UUID topic = id;
        if (topic == null) {
            topic = topicId.resolve();
            id = topic;
        }
        List<NewLetter> arrived = new ArrayList<>(records.count());
        for (var record : records) {
            arrived.add(LetterReader.read(record, topic));
        }
        letters.keep(arrived);
        consumer.commitSync();
    }

    private void rewind(ConsumerRecords<byte[], byte[]> records) {
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
}
