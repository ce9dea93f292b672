package dev.gapless.processor.replay;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CorrectionRequest.Replaced;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.LedgerItem;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.corrections.ReplacesHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Puts the records that win on {@code captured-backfill} once more, each with what it is to replace. From there they
 * take the ordinary way: decided by the ledger at a log position of their own, and published in one transaction with
 * their offsets.
 */
final class ReplayPublisher {

    private static final int PORTION = 500;

    private static final Set<String> OURS =
            Set.of(CapturedRecord.SIGHTING, ReplacesHeader.HEADER, DeadLetter.REDRIVEN_FROM, DeadLetter.ATTEMPT);

    private final Producer<byte[], byte[]> producer;

    ReplayPublisher(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Returns when Kafka has them all.
     *
     * @param sighting names the replay
     */
    void send(List<ReplayDifference> differences, String sighting) throws InterruptedException {
        for (int from = 0; from < differences.size(); from += PORTION) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (ReplayDifference each : differences.subList(from, Math.min(differences.size(), from + PORTION))) {
                sent.add(producer.send(record(each, sighting)));
            }
            for (Future<RecordMetadata> receipt : sent) {
                await(receipt);
            }
        }
    }

    private static void await(Future<RecordMetadata> receipt) throws InterruptedException {
        try {
            receipt.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a replayed record did not arrive", e.getCause());
        }
    }

    private static ProducerRecord<byte[], byte[]> record(ReplayDifference difference, String sighting) {
        ConsumerRecord<byte[], byte[]> raw = difference.now().raw();
        ProducerRecord<byte[], byte[]> again =
                new ProducerRecord<>(TopicNames.CAPTURED_BACKFILL, raw.key(), raw.value());
        for (Header header : raw.headers()) {
            if (!OURS.contains(header.key())) {
                again.headers().add(header);
            }
        }
        again.headers().add(CapturedRecord.SIGHTING, sighting.getBytes(StandardCharsets.UTF_8));
        again.headers().add(ReplacesHeader.HEADER, replacing(difference.held()).toHeader());
        return again;
    }

    private static ReplacesHeader replacing(@Nullable LedgerItem held) {
        return new ReplacesHeader(held == null ? null : new Replaced(held.version(), held.operation(), held.hash()));
    }
}
