package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.checkpoint.records.deadletters.RedriveResult.Done;
import dev.gapless.checkpoint.records.deadletters.RedriveResult.NotSent;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.operation.OperationPublisher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Sends letters' records as they were, with two headers more, and waits for Kafka. */
final class RedrivePublisher {

    private record Sent(StoredDeadLetter letter, Future<RecordMetadata> receipt) {}

    private final DeadLetterStore letters;
    private final Producer<byte[], byte[]> producer;

    RedrivePublisher(DeadLetterStore letters, Producer<byte[], byte[]> producer) {
        this.letters = letters;
        this.producer = producer;
    }

    /**
     * @param operation that sends them; null for a letter that is put back by itself
     * @return one outcome a letter, in their order
     */
    List<RedriveResult> send(List<StoredDeadLetter> chosen, @Nullable UUID operation) {
        List<Sent> sent = new ArrayList<>();
        for (StoredDeadLetter letter : chosen) {
            DeadLetterContent content = letters.content(letter.id()).orElseThrow();
            sent.add(new Sent(letter, producer.send(record(letter, content, operation))));
        }
        List<RedriveResult> outcomes = new ArrayList<>();
        for (Sent each : sent) {
            outcomes.add(outcome(each));
        }
        return outcomes;
    }

    /** By its key, so that it meets the other versions of its item; one without a key goes where it was. */
    private static ProducerRecord<byte[], byte[]> record(
            StoredDeadLetter letter, DeadLetterContent content, @Nullable UUID operation) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                String.valueOf(letter.place().topic()),
                content.key() == null ? letter.place().partition() : null,
                content.key(),
                content.value());
        for (DeadLetterHeader header : content.headers()) {
            if (!header.name().equals(DeadLetter.REDRIVEN_FROM)
                    && !header.name().equals(DeadLetter.ATTEMPT)
                    && !header.name().equals(OperationPublisher.HEADER)) {
                record.headers().add(header.name(), header.value());
            }
        }
        record.headers().add(DeadLetter.REDRIVEN_FROM, digits(letter.id()));
        record.headers().add(DeadLetter.ATTEMPT, digits(letter.chain().attempt() + 1L));
        if (operation != null) {
            record.headers()
                    .add(OperationPublisher.HEADER, OperationPublisher.header(operation, Long.toString(letter.id())));
        }
        return record;
    }

    private static RedriveResult outcome(Sent sent) {
        try {
            RecordMetadata stands = sent.receipt().get();
            return new Done(
                    sent.letter().id(),
                    stands.topic(),
                    stands.partition(),
                    stands.offset(),
                    sent.letter().chain().attempt() + 1);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return new NotSent(
                    sent.letter().id(),
                    cause instanceof KafkaException kafka ? kafka.getClass().getSimpleName() : String.valueOf(cause));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static byte[] digits(long number) {
        return Long.toString(number).getBytes(StandardCharsets.UTF_8);
    }
}
