package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.AbsenceRule;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a manifest states by conditions, and of messages without a type. */
class ConditionManifestTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final StreamId POSTS = new StreamId("sandbox", "acc-0001", "posts");

    private static final String POST =
            "{\"id\":\"p1\",\"created_at\":100,\"updated_at\":300,\"revision\":3,\"state\":\"%s\"}";

    @Test
    void a_message_that_a_condition_ignores_is_no_event_and_no_dead_letter() {
        LiveSession session = session(
                "    item: /data\n", "    item: /data\n    ignore-when: \"has(message.status) || message == 'hb'\"\n");

        assertThat(frame(session, "{\"status\":\"ok\"}")).isEmpty();
        assertThat(frame(session, "\"hb\"")).isEmpty();
        assertThat(frame(session, "{\"state\":\"ok\"}"))
                .singleElement()
                .isInstanceOf(LiveEffect.DeadLetterRecord.class);
    }

    @Test
    void a_message_without_a_type_is_what_the_manifest_says() {
        LiveSession session = session("    item: /data\n", "    item: /data\n    untyped: like_added\n");
        String like = "{\"id\":\"l1\",\"created_at\":300,\"revision\":1}";

        assertThat(frame(session, "{\"data\":%s}".formatted(like)))
                .anySatisfy(effect -> assertThat(effect).isInstanceOf(LiveEffect.PublishRecord.class));
        assertThat(frame(session, "{\"event_type\":{},\"data\":%s}".formatted(like)))
                .singleElement()
                .isInstanceOf(LiveEffect.DeadLetterRecord.class);
    }

    @Test
    void a_type_may_be_a_number_or_true() {
        LiveSession session = session("like_added: {stream", "7: {stream");
        LiveSession flags = session("like_added: {stream", "true: {stream");
        String like = "\"data\":{\"id\":\"l1\",\"created_at\":300,\"revision\":1}";

        assertThat(frame(session, "{\"event_type\":7,%s}".formatted(like)))
                .anySatisfy(effect -> assertThat(effect).isInstanceOf(LiveEffect.PublishRecord.class));
        assertThat(frame(flags, "{\"event_type\":true,%s}".formatted(like)))
                .anySatisfy(effect -> assertThat(effect).isInstanceOf(LiveEffect.PublishRecord.class));
    }

    @Test
    void a_confirmation_may_be_told_by_a_condition() {
        LiveSession session = connector(
                        "pointer: /type, equals: subscribed",
                        "when: \"message.id == 1 && !has(message.error) && message.result == null\"")
                .session("acc-0001");
        session.opened(NOON);

        assertThat(frame(session, "{\"id\":1,\"error\":\"no\",\"result\":null}"))
                .noneMatch(LiveEffect.OpenWindow.class::isInstance);
        assertThat(frame(
                        session,
                        "{\"id\":1,\"result\":null,\"server_time\":%d,\"streams\":[\"likes\"]}"
                                .formatted(NOON.getEpochSecond() * 1_000_000)))
                .anyMatch(LiveEffect.OpenWindow.class::isInstance);
    }

    @Test
    void an_item_is_deleted_where_its_condition_says_so_through_both_paths() {
        Connector connector = connector("deleted: /deleted", "deleted-when: \"item.state == 'removed'\"");

        assertThat(operation(connector, RecordKind.LISTED, POST.formatted("removed")))
                .isEqualTo(ItemOperation.DELETE);
        assertThat(operation(connector, RecordKind.LISTED, POST.formatted("public")))
                .isEqualTo(ItemOperation.UPDATE);
        assertThat(operation(
                        connector,
                        RecordKind.FRAME,
                        "{\"event_type\":\"post_updated\",\"data\":%s}".formatted(POST.formatted("removed"))))
                .isEqualTo(ItemOperation.DELETE);
    }

    @Test
    void calls_carry_what_their_answers_are_judged_by() {
        Connector connector = connector(
                "    settle: 1s\n    horizon: 400d\n    poll: 5s\n\n  comments:",
                "    settle: 1s\n    horizon: 400d\n    poll: 5s\n"
                        + "    read: {path: '/v1/posts/{item}', gone-when: \"body.error == 'deleted'\"}\n\n  comments:");
        HttpCall read = Objects.requireNonNull(connector.read(POSTS, "p1"));
        AbsenceRule rule = Objects.requireNonNull(read.absence());

        assertThat(rule.alone()).isTrue();
        assertThat(rule.holds(200, "{\"error\":\"deleted\"}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(rule.holds(404, "{\"error\":\"wrong path\"}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(rule.holds(404, "<html>".getBytes(StandardCharsets.UTF_8))).isFalse();

        Connector listed = connector(
                "      items: /data\n      shows",
                "      items: /data\n      gone-when: \"status == 400 && body.code == 7\"\n      shows");
        AbsenceRule walked = Objects.requireNonNull(
                listed.walk(POSTS, MiningMode.GAP_FILL, 0, 100, null).next().absence());
        assertThat(walked.alone()).isFalse();
        assertThat(walked.holds(400, "{\"code\":7}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private static Connector connector(String right, String other) {
        assertThat(ManifestTexts.sandbox()).contains(right);
        return ManifestTexts.connector(ManifestTexts.sandbox().replace(right, other));
    }

    /** A session whose subscription is confirmed. */
    private static LiveSession session(String right, String other) {
        LiveSession session = connector(right, other).session("acc-0001");
        session.opened(NOON);
        frame(
                session,
                "{\"type\":\"subscribed\",\"streams\":[\"likes\"],\"server_time\":%d}"
                        .formatted(NOON.getEpochSecond() * 1_000_000));
        return session;
    }

    private static List<LiveEffect> frame(LiveSession session, String text) {
        return session.frame(text.getBytes(StandardCharsets.UTF_8), NOON);
    }

    private static ItemOperation operation(Connector connector, RecordKind shape, String text) {
        ExtractionResult result = connector.extract(new CapturedRecord(
                POSTS, "p1", shape, text.getBytes(StandardCharsets.UTF_8), IngestPath.LIVE, Instant.EPOCH, "s", 9));
        assertThat(result).isInstanceOf(ExtractionResult.Item.class);
        return ((ExtractionResult.Item) result).operation();
    }
}
