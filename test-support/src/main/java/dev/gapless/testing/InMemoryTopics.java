package dev.gapless.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of one partition each, in memory, for tests of what is published. May be used by several threads. */
public final class InMemoryTopics {

    private final Map<String, List<ProducerRecord<byte[], byte[]>>> logs = new HashMap<>();

    public InMemoryTopics(String... topics) {
        for (String topic : topics) {
            logs.put(topic, new ArrayList<>());
        }
    }

    /** All of a topic, in their order. */
    public synchronized List<ProducerRecord<byte[], byte[]>> records(String topic) {
        return List.copyOf(logs.getOrDefault(topic, List.of()));
    }

    private synchronized RecordMetadata append(ProducerRecord<byte[], byte[]> record) {
        List<ProducerRecord<byte[], byte[]>> log = logs.computeIfAbsent(record.topic(), name -> new ArrayList<>());
        log.add(record);
        return new RecordMetadata(new TopicPartition(record.topic(), 0), log.size() - 1L, 0, 0, 0, 0);
    }

    /** Each record is acknowledged at once. */
    public Producer<byte[], byte[]> producer() {
        return new TopicsProducer(Integer.MAX_VALUE);
    }

    /** The first records are acknowledged. The others are not appended, and their receipts do not come until told. */
    public TopicsProducer stuckAfter(int records) {
        return new TopicsProducer(records);
    }

    /** Reads what is there when it is made. */
    public synchronized Consumer<byte[], byte[]> consumer() {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> present = new HashMap<>();
        logs.forEach((topic, log) -> {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> each : log) {
                records.add(new ConsumerRecord<>(
                        topic,
                        0,
                        records.size(),
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        each.key(),
                        each.value(),
                        each.headers(),
                        Optional.empty()));
            }
            present.put(new TopicPartition(topic, 0), records);
        });
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
            @Override
            public synchronized void assign(Collection<TopicPartition> partitions) {
                super.assign(partitions);
                partitions.forEach(
                        partition -> present.getOrDefault(partition, List.of()).forEach(this::addRecord));
            }
        };
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        present.forEach((partition, records) -> {
            ends.put(partition, (long) records.size());
            beginnings.put(partition, 0L);
            consumer.updatePartitions(
                    partition.topic(),
                    List.of(new PartitionInfo(partition.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
        });
        consumer.updateEndOffsets(ends);
        consumer.updateBeginningOffsets(beginnings);
        return consumer;
    }

    /** A producer that may get stuck. */
    public final class TopicsProducer extends MockProducer<byte[], byte[]> {

        private final int most;
        private final CountDownLatch stuck = new CountDownLatch(1);
        private final CompletableFuture<RecordMetadata> receipt = new CompletableFuture<>();
        private int sent;

        private TopicsProducer(int most) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.most = most;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            if (sent < most) {
                sent++;
                return CompletableFuture.completedFuture(append(record));
            }
            stuck.countDown();
            return receipt;
        }

        /** Returns when a record was not taken. */
        public void awaitStuck() throws InterruptedException {
            stuck.await();
        }

        /** The receipts that are waited for fail. */
        public void fail() {
            receipt.completeExceptionally(new TimeoutException("stuck"));
        }
    }
}
