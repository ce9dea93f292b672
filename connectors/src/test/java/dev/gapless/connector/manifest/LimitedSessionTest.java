package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.Connector;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.AdvanceCoverage;
import dev.gapless.connector.LiveEffect.DeadLetterRecord;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.LiveEffect.RetractCoverage;
import dev.gapless.connector.session.LimitedSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitedSessionTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int LIMIT = 1_000;

    private final Connector connector = ManifestTexts.connector(ManifestTexts.sandbox());
    private final LimitedSession session = new LimitedSession(connector, "acc-0001", new RecordLimit(LIMIT));

    @Test
    void a_message_that_no_record_takes_is_a_letter_and_its_position_is_left_to_the_paged_path() {
        confirm();
        long position = MicrosecondTime.of(NOON.plusSeconds(1));

        assertThat(at(NOON.plusSeconds(1), post(position, LIMIT)))
                .satisfiesExactly(
                        effect -> assertThat(effect).isInstanceOf(AdvanceCoverage.class),
                        effect -> assertThat(effect).isInstanceOfSatisfying(DeadLetterRecord.class, letter -> {
                            assertThat(letter.stream()).isEqualTo("posts");
                            assertThat(letter.rule()).isEqualTo("record-size");
                            assertThat(letter.detail()).contains("SHA-256");
                            assertThat(letter.bytes()).hasSize(LIMIT);
                        }),
                        effect -> assertThat(effect)
                                .isEqualTo(new RetractCoverage("posts", position, position + 1, "record-size")));
    }

    @Test
    void a_shorter_message_goes_its_way() {
        confirm();

        assertThat(at(NOON.plusSeconds(1), post(MicrosecondTime.of(NOON.plusSeconds(1)), 1)))
                .hasExactlyElementsOfTypes(AdvanceCoverage.class, PublishRecord.class);
    }

    @Test
    void a_position_of_the_future_is_not_retracted_since_the_window_would_stand_still_until_then() {
        confirm();

        assertThat(at(NOON.plusSeconds(1), post(MicrosecondTime.of(NOON.plusSeconds(3_600)), LIMIT)))
                .hasExactlyElementsOfTypes(AdvanceCoverage.class, DeadLetterRecord.class);
    }

    @Test
    void a_message_that_cannot_be_read_and_is_too_long_is_cut() {
        confirm();

        assertThat(at(NOON.plusSeconds(1), "x".repeat(5_000)))
                .filteredOn(DeadLetterRecord.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(DeadLetterRecord.class, letter -> {
                    assertThat(letter.rule()).isEqualTo("json");
                    assertThat(letter.bytes()).hasSize(LIMIT);
                });
    }

    private void confirm() {
        session.opened(NOON);
        at(
                NOON,
                "{\"type\":\"subscribed\",\"streams\":[\"posts\"],\"server_time\":%d}"
                        .formatted(MicrosecondTime.of(NOON)));
    }

    private List<LiveEffect> at(Instant received, String frame) {
        return session.frame(frame.getBytes(StandardCharsets.UTF_8), received);
    }

    private static String post(long position, int text) {
        return """
                {"event_type":"post_updated","object_id":"p1","timestamp":1,"position":%1$d,"revision":2,\
                "data":{"id":"p1","text":"%2$s","updated_at":%1$d,"revision":2,"deleted":false}}""".formatted(position, "x".repeat(text));
    }
}
