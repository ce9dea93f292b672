package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Where a stream is ordered by creation, an edit or a delete stands at an old position however timely it comes. Whether
 * it came late is told by its own time.
 */
class LateChangesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final long LATENESS = 250_000;
    private static final long OLD = MicrosecondTime.of(NOON.minusSeconds(2_600_000));

    private static final String BY_CREATION = ManifestTexts.sandbox()
            .replace(
                    "position: /updated_at, version: /revision, deleted",
                    "position: /created_at, version: /revision, deleted")
            .replace("shows: [creations, edits, deletions]", "shows: [creations]")
            .replace("id: /object_id, position: /position", "id: /object_id, position: /data/created_at");

    @Test
    void an_edit_that_comes_later_than_was_waited_for_takes_the_claims_since_it_happened_back() {
        LiveSession session = proven(BY_CREATION);

        assertThat(at(session, updated(MicrosecondTime.of(NOON.plusSeconds(5)))).getLast())
                .isEqualTo(retract(MicrosecondTime.of(NOON.plusSeconds(5))));
    }

    @Test
    void so_does_a_delete() {
        LiveSession session = proven(BY_CREATION);

        assertThat(at(session, deleted(MicrosecondTime.of(NOON.plusSeconds(6)))).getLast())
                .isEqualTo(retract(MicrosecondTime.of(NOON.plusSeconds(6))));
    }

    @Test
    void a_timely_edit_of_an_old_item_takes_nothing_back() {
        LiveSession session = proven(BY_CREATION);

        assertThat(at(session, updated(MicrosecondTime.of(NOON.plusSeconds(10)))))
                .hasExactlyElementsOfTypes(LiveEffect.PublishRecord.class);
    }

    @Test
    void how_late_edits_come_is_learned() {
        LiveSession session = proven(BY_CREATION);
        at(session, updated(MicrosecondTime.of(NOON.plusSeconds(9))));

        assertThat(session.latenessMicros("posts")).isBetween(1_000_000L, 1_500_000L);
    }

    @Test
    void without_a_time_of_the_event_the_items_edit_time_counts() {
        String manifest = without(BY_CREATION)
                .replace("version: /revision, deleted", "version: /updated_at, version-unit: microseconds, deleted");
        LiveSession session = proven(manifest);

        assertThat(at(session, updated(MicrosecondTime.of(NOON.plusSeconds(5)))).getLast())
                .isEqualTo(retract(MicrosecondTime.of(NOON.plusSeconds(5))));
    }

    @Test
    void without_any_time_nothing_can_be_told() {
        LiveSession session = proven(without(BY_CREATION));

        assertThat(at(session, updated(MicrosecondTime.of(NOON.plusSeconds(5)))))
                .hasExactlyElementsOfTypes(LiveEffect.PublishRecord.class);
    }

    @Test
    void a_type_of_event_may_name_a_place_of_its_own() {
        String manifest = without(BY_CREATION)
                .replace(
                        "post_updated: {stream: posts, operation: update}",
                        "post_updated: {stream: posts, operation: update, time: /timestamp, time-unit: seconds}");
        LiveSession session = proven(manifest);

        assertThat(at(session, updated(MicrosecondTime.of(NOON.plusSeconds(5)))).getLast())
                .isEqualTo(retract(MicrosecondTime.of(NOON.plusSeconds(5))));
    }

    @Test
    void a_unit_of_no_time_is_refused() {
        assertThat(ManifestTexts.problems(without(BY_CREATION)
                        .replace("    type: /event_type", "    type: /event_type\n    time-unit: seconds")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("socket.events.time-unit"));
    }

    private static String without(String manifest) {
        String without = manifest.replace("    time: /position\n", "");
        assertThat(without).isNotEqualTo(manifest);
        return without;
    }

    /** Everything up to ten seconds after the subscription is claimed, but for the lateness. */
    private static LiveSession proven(String manifest) {
        LiveSession session = ManifestTexts.connector(manifest).session("acc-0001");
        session.opened(NOON);
        session.frame(
                bytes("{\"type\":\"subscribed\",\"streams\":[\"posts\"],\"server_time\":%d}"
                        .formatted(MicrosecondTime.of(NOON))),
                NOON);
        at(session, "{\"type\":\"pong\",\"server_time\":%d}".formatted(MicrosecondTime.of(NOON.plusSeconds(10))));
        return session;
    }

    private static List<LiveEffect> at(LiveSession session, String frame) {
        return session.frame(bytes(frame), NOON.plusSeconds(10));
    }

    private static LiveEffect.RetractCoverage retract(long from) {
        return new LiveEffect.RetractCoverage(
                "posts", from, MicrosecondTime.of(NOON.plusSeconds(10)) - LATENESS, "late-item");
    }

    private static String updated(long happened) {
        return """
                {"event_type":"post_updated","object_id":"p1","timestamp":%3$d,"position":%1$d,"revision":2,\
                "data":{"id":"p1","created_at":%2$d,"updated_at":%1$d,"revision":2,"deleted":false}}""".formatted(happened, OLD, happened / 1_000_000);
    }

    private static String deleted(long happened) {
        return """
                {"event_type":"post_deleted","object_id":"p1","position":%1$d,"revision":3,\
                "data":{"id":"p1","created_at":%2$d}}""".formatted(happened, OLD);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
