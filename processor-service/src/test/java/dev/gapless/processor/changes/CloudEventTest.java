package dev.gapless.processor.changes;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventTest {

    private static final byte[] JSON = "{\"id\":\"post \\\"1\\\"\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void an_accepted_item_is_a_cloud_event_in_binary_mode() {
        Item item = item("post-1", 5, JSON);

        ProducerRecord<byte[], byte[]> event = event(item, Decision.NEW);

        assertThat(event.topic()).isEqualTo("gapless.changes");
        assertThat(event.key()).asString(StandardCharsets.UTF_8).isEqualTo("fake/acc/posts/post-1");
        assertThat(event.value()).isEqualTo(JSON);
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("ce_specversion", "1.0");
        expected.put("ce_id", item.logPosition().changeId().toString());
        expected.put("ce_source", "/sources/fake/accounts/acc/streams/posts");
        expected.put("ce_type", "dev.gapless.item.created");
        expected.put("ce_subject", "post-1");
        expected.put("ce_time", "2026-03-04T05:06:07.000089Z");
        expected.put("ce_gaplessversion", "1");
        expected.put("ce_gaplessposition", "10");
        expected.put("ce_gaplesspath", "LIVE");
        expected.put("content-type", "application/json");
        assertThat(headers(event)).containsExactlyEntriesOf(expected);
    }

    @Test
    void a_delete_says_which_item_is_gone_in_valid_json() {
        ProducerRecord<byte[], byte[]> event = event(item("post \"1\"", 5, null), Decision.CHANGED);

        assertThat(event.value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"id\":\"post \\\"1\\\"\",\"deleted\":true}");
        assertThat(headers(event)).containsEntry("ce_type", "dev.gapless.item.deleted");
    }

    @ParameterizedTest
    @CsvSource({
        "NEW, CREATE, CREATED",
        "NEW, UPDATE, CREATED",
        "NEW, DELETE, DELETED",
        "CHANGED, CREATE, UPDATED",
        "CHANGED, UPDATE, UPDATED",
        "CHANGED, DELETE, DELETED"
    })
    void the_kind_is_told_from_what_we_had_before(Decision decision, ItemOperation operation, ChangeKind kind) {
        assertThat(ChangeKind.of(decision, operation)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"DUPLICATE", "STALE"})
    void what_was_not_accepted_is_no_change(Decision decision) {
        assertThatIllegalArgumentException().isThrownBy(() -> event(item("post-1", 5, JSON), decision));
    }

    private static ProducerRecord<byte[], byte[]> event(Item item, Decision decision) {
        return CloudEvent.of(new Change(
                captured("acc", item.itemId(), IngestPath.LIVE, "frame"), item, decision, SpanContext.getInvalid()));
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> event) {
        Map<String, String> headers = new LinkedHashMap<>();
        event.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
