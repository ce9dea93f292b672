package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.DeadLetterRecord;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.LiveSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A source that sends without being asked, confirms nothing, and puts several events into one frame. */
class UnconfirmedSessionTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private static final String MANIFEST = """
            type: rest
            source: ticker
            http:
              base-url: https://ticker.example
              rate: {per-second: 1, burst: 1}
            socket:
              url: wss://ticker.example/{account}
              heartbeat: 10s
              silence-limit: 30s
              lateness: 1s
              unconfirmed: true
              ping: {by: protocol}
              events:
                type: /e
                each: /batch
                ignore: [hello]
                map:
                  trade: {stream: trades, operation: create}
            streams:
              trades:
                kind: event
                item: {id: /t, position: /at, position-unit: milliseconds}
                listing:
                  path: /trades/{account}
                  order: oldest-first
                  window: {since: from}
                  paging: {by: last-item, parameter: fromId, inclusive: true, empty-page: end}
                  items: ""
                settle: 1s
                horizon: 1d
                poll: 10s
            """;

    private final Connector connector = ManifestTexts.connector(MANIFEST);
    private final LiveSession session = connector.session("btc");

    @Test
    void no_confirmation_is_awaited() {
        assertThat(connector.spec().socket().confirming()).isFalse();
        for (String name : List.of("sandbox", "binance")) {
            assertThat(ManifestTexts.connector(ManifestTexts.shipped(name))
                            .spec()
                            .socket()
                            .confirming())
                    .as("%s confirms, or numbers its events", name)
                    .isTrue();
        }
    }

    @Test
    void nothing_is_said_and_nothing_claimed_however_long_it_lives() {
        assertThat(session.opened(NOON)).isEmpty();
        for (int beat = 1; beat < 100; beat++) {
            assertThat(session.tick(NOON.plusSeconds(10L * beat))).isEmpty();
            assertThat(session.alive(NOON.plusSeconds(10L * beat))).isEmpty();
        }
    }

    @Test
    void each_event_of_a_frame_is_captured_with_its_own_bytes() {
        session.opened(NOON);
        long at = NOON.toEpochMilli();

        List<LiveEffect> effects = frame(
                "{\"seq\":7,\"batch\":[{\"e\":\"trade\",\"t\":\"a\",\"at\":%d,\"p\":1.50}, {\"e\":\"hello\"},{\"e\":\"trade\",\"t\":\"b\",\"at\":%d}]}"
                        .formatted(at, at + 1));

        assertThat(effects).hasSize(2).allMatch(PublishRecord.class::isInstance);
        PublishRecord first = (PublishRecord) effects.getFirst();
        assertThat(first.itemId()).isEqualTo("a");
        assertThat(new String(first.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"e\":\"trade\",\"t\":\"a\",\"at\":%d,\"p\":1.50}".formatted(at));
        assertThat(connector.extract(new CapturedRecord(
                        new StreamId("ticker", "btc", "trades"),
                        "a",
                        RecordKind.FRAME,
                        first.bytes(),
                        IngestPath.LIVE,
                        NOON,
                        "",
                        0)))
                .isInstanceOfSatisfying(
                        ExtractionResult.Item.class,
                        item -> assertThat(item.position()).isEqualTo(at * 1_000));
    }

    @Test
    void an_unknown_event_spoils_none_of_its_neighbours() {
        session.opened(NOON);
        long at = NOON.toEpochMilli();

        assertThat(frame("{\"batch\":[{\"e\":\"other\"},{\"e\":\"trade\",\"t\":\"b\",\"at\":%d}]}".formatted(at)))
                .satisfiesExactly(
                        effect -> assertThat(effect)
                                .isInstanceOfSatisfying(
                                        DeadLetterRecord.class,
                                        letter -> assertThat(new String(letter.bytes(), StandardCharsets.UTF_8))
                                                .isEqualTo("{\"e\":\"other\"}")),
                        effect -> assertThat(effect).isInstanceOf(PublishRecord.class));
    }

    @Test
    void a_frame_without_the_list_is_an_event_by_itself() {
        session.opened(NOON);

        assertThat(frame("{\"e\":\"trade\",\"t\":\"c\",\"at\":%d}".formatted(NOON.toEpochMilli())))
                .singleElement()
                .isInstanceOf(PublishRecord.class);
    }

    private List<LiveEffect> frame(String text) {
        return session.frame(text.getBytes(StandardCharsets.UTF_8), NOON.plusMillis(20));
    }
}
