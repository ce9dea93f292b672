package dev.gapless.processor.deadletters;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IngestPath;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterPublisherTest {

    @Test
    void a_dead_letter_holds_what_came_and_why_it_is_here_so_that_it_can_be_replayed() {
        CapturedRecord captured = captured("acc", "a", IngestPath.LIVE, "garbage \u0000 \uD83D\uDE80");
        ConsumerRecord<byte[], byte[]> raw = received(captured, 17);

        ProducerRecord<byte[], byte[]> letter = new DeadLetterPublisher()
                .record(RefusedRecord.of(raw, captured.stream(), "a-rule", "a detail", "a remedy"));

        assertThat(letter.topic()).isEqualTo("gapless.dead-letters");
        assertThat(letter.key()).isEqualTo(raw.key());
        assertThat(letter.value()).isEqualTo(captured.value());
        assertThat(header(letter, "gapless-rule")).isEqualTo("a-rule");
        assertThat(header(letter, "gapless-detail")).isEqualTo("a detail");
        assertThat(header(letter, "gapless-remedy")).isEqualTo("a remedy");
        assertThat(header(letter, "gapless-where")).isEqualTo("gapless.captured-live-3-17");
        assertThat(header(letter, "gapless-item")).isEqualTo("a");
        assertThat(header(letter, "original-gapless-stream")).isEqualTo("fake/acc/posts");
    }

    private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        assertThat(header).as(name).isNotNull();
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
