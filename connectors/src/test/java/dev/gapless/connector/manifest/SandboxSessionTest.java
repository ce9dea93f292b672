package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.Connector;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveEffect.AdvanceCoverage;
import dev.gapless.connector.LiveEffect.DeadLetterRecord;
import dev.gapless.connector.LiveEffect.OpenWindow;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.LiveEffect.Reconnect;
import dev.gapless.connector.LiveEffect.Send;
import dev.gapless.connector.LiveSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxSessionTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    /** The source's clock is this far ahead of ours. */
    private static final long AHEAD = 7_000_000;

    private static final long LATENESS = 250_000;
    private static final long TRAVEL = 20_000;

    private final Connector connector = ManifestTexts.connector(ManifestTexts.sandbox());
    private LiveSession session = connector.session("acc-0001");

    @Test
    void the_first_word_is_the_subscription_to_all_live_streams() {
        assertThat(session.opened(NOON))
                .containsExactly(new Send("{\"action\":\"subscribe\",\"streams\":"
                        + "[\"posts\",\"comments\",\"likes\",\"transactions\",\"profile\"]}"));
    }

    @Test
    void a_window_opens_for_each_event_stream_at_the_sources_own_time_and_the_lateness() {
        assertThat(confirm())
                .containsExactly(opened("posts"), opened("comments"), opened("likes"), opened("transactions"));
    }

    @Test
    void a_stream_that_the_confirmation_leaves_out_gets_no_window() {
        session.opened(NOON);
        assertThat(at(NOON, "{\"type\":\"subscribed\",\"streams\":[\"likes\"],\"server_time\":" + source(NOON) + "}"))
                .containsExactly(opened("likes"));
    }

    @Test
    void a_confirmation_that_is_repeated_opens_nothing() {
        confirm();
        assertThat(confirm()).isEmpty();
    }

    @Test
    void an_event_claims_what_was_before_it_and_is_then_captured() {
        confirm();
        Instant sent = NOON.plusSeconds(1);
        String frame = post(source(sent));
        assertThat(at(sent.plus(TRAVEL, ChronoUnit.MICROS), frame))
                .satisfiesExactly(
                        effect -> assertThat(effect)
                                .isEqualTo(new AdvanceCoverage(null, source(sent) - LATENESS, List.of())),
                        effect -> assertThat(effect).isInstanceOfSatisfying(PublishRecord.class, captured -> {
                            assertThat(captured.stream()).isEqualTo("posts");
                            assertThat(captured.itemId()).isEqualTo("p1");
                            assertThat(captured.listed()).isFalse();
                            assertThat(captured.bytes()).isEqualTo(bytes(frame));
                        }));
    }

    @Test
    void an_event_that_was_held_up_on_its_way_claims_nothing_past_its_own_time() {
        confirm();
        Instant sent = NOON.plusSeconds(1);
        assertThat(at(sent.plusSeconds(60), post(source(sent))).getFirst())
                .isEqualTo(new AdvanceCoverage(null, source(sent) - LATENESS, List.of()));
    }

    @Test
    void an_event_of_the_future_claims_nothing_past_its_arrival() {
        confirm();
        Instant received = NOON.plusSeconds(1);
        assertThat(at(received, post(source(received) + 3_600_000_000L)).getFirst())
                .isEqualTo(new AdvanceCoverage(
                        null, source(received) - TRAVEL - drift(1_000_000 - TRAVEL) - LATENESS, List.of()));
    }

    @Test
    void a_claim_that_says_nothing_new_is_not_made() {
        confirm();
        assertThat(at(NOON.plusSeconds(1), post(source(NOON)))).hasExactlyElementsOfTypes(PublishRecord.class);
        at(NOON.plusSeconds(2), post(source(NOON.plusSeconds(2))));
        assertThat(at(NOON.plusSeconds(3), post(source(NOON.plusMillis(1_900)))))
                .hasExactlyElementsOfTypes(PublishRecord.class);
    }

    @Test
    void an_item_that_comes_later_than_was_waited_for_takes_the_claims_since_then_back() {
        confirm();
        pong(NOON.plusSeconds(10), source(NOON.plusSeconds(10)));
        long position = source(NOON.plusSeconds(5));
        assertThat(at(NOON.plusSeconds(10), post(position)).getLast())
                .isEqualTo(new LiveEffect.RetractCoverage(
                        "posts", position, source(NOON.plusSeconds(10)) - LATENESS, "late-item"));
    }

    @Test
    void what_is_retracted_already_is_not_retracted_again() {
        confirm();
        pong(NOON.plusSeconds(10), source(NOON.plusSeconds(10)));
        at(NOON.plusSeconds(10), post(source(NOON.plusSeconds(5))));
        assertThat(at(NOON.plusSeconds(10), post(source(NOON.plusSeconds(6)))))
                .hasExactlyElementsOfTypes(PublishRecord.class);
    }

    @Test
    void an_item_of_yesterday_that_comes_now_takes_a_day_back_and_teaches_nothing() {
        confirm();
        Instant now = NOON.plusSeconds(60);
        pong(now, source(now));
        at(now, post(source(now) - 86_400_000_000L));
        assertThat(session.latenessMicros("posts")).isEqualTo(LATENESS);
    }

    @Test
    void what_the_source_repeats_right_after_the_confirmation_is_not_late() {
        confirm();
        assertThat(at(NOON.plusSeconds(1), post(source(NOON.minusSeconds(3_600)))))
                .hasExactlyElementsOfTypes(PublishRecord.class);
    }

    @Test
    void an_item_that_cannot_be_read_is_a_gap_of_its_stream_from_the_last_claim_to_a_moment_later() {
        confirm();
        Instant now = NOON.plusSeconds(5);
        pong(now, source(now));
        long claimed = source(now) - LATENESS;
        String broken = post(source(now)).replace("\"id\"", "\"no-id\"");
        assertThat(at(now, broken))
                .hasExactlyElementsOfTypes(DeadLetterRecord.class, LiveEffect.RetractCoverage.class)
                .contains(
                        new LiveEffect.RetractCoverage("posts", claimed, source(now) + 1_000_000, "unreadable-frame"));
        assertThat(at(now, broken)).hasExactlyElementsOfTypes(DeadLetterRecord.class);
        assertThat(at(now, post(source(now)))).hasExactlyElementsOfTypes(PublishRecord.class);
        Instant later = now.plusSeconds(1);
        assertThat(pong(later, source(later)))
                .contains(new AdvanceCoverage("likes", source(later) - LATENESS, List.of()))
                .noneMatch(effect -> effect instanceof AdvanceCoverage claim && "posts".equals(claim.stream()));
        Instant muchLater = now.plusSeconds(3);
        assertThat(pong(muchLater, source(muchLater)))
                .containsExactly(new AdvanceCoverage(null, source(muchLater) - LATENESS, List.of()));
    }

    @Test
    void a_frame_that_is_no_json_is_a_gap_of_all_streams() {
        confirm();
        assertThat(at(NOON.plusSeconds(5), "{"))
                .hasExactlyElementsOfTypes(
                        DeadLetterRecord.class,
                        LiveEffect.RetractCoverage.class,
                        LiveEffect.RetractCoverage.class,
                        LiveEffect.RetractCoverage.class,
                        LiveEffect.RetractCoverage.class);
    }

    @Test
    void measured_lateness_holds_the_claims_of_its_stream_back() {
        confirm();
        pong(NOON.plusSeconds(3), source(NOON.plusSeconds(3)));
        at(NOON.plusSeconds(3), post(source(NOON.plusSeconds(1))));
        long measured = Objects.requireNonNull(session.latenessMicros("posts"));
        assertThat(measured).isBetween(2_000_000L, 3_000_000L);
        assertThat(session.latenessMicros("likes")).isEqualTo(LATENESS);
        Instant later = NOON.plusSeconds(20);
        assertThat(pong(later, source(later)))
                .contains(new AdvanceCoverage("likes", source(later) - LATENESS, List.of()))
                .contains(new AdvanceCoverage("posts", source(later) - measured, List.of()));
    }

    @Test
    void
            a_stream_that_falls_silent_against_its_habit_is_retracted_since_its_last_event_and_the_connection_begins_anew() {
        confirm();
        Instant at = tenPostsASecondUntil(NOON.plusSeconds(10));
        long heard = source(at) - TRAVEL;
        Instant quiet = at.plusSeconds(3);
        session.tick(quiet.minusSeconds(2));
        session.tick(quiet.minusSeconds(1));
        pong(quiet, source(quiet));
        assertThat(session.tick(quiet).subList(1, 4))
                .containsExactly(
                        new LiveEffect.CloseWindow("posts"),
                        new LiveEffect.RetractCoverage(
                                "posts", heard - LATENESS, source(quiet) - LATENESS, "blind-stream"),
                        new Reconnect("no events of posts, which never paused so long", true));
    }

    @Test
    void streams_that_fall_silent_together_do_not_all_begin_anew_together_and_the_others_go_on_without_a_window() {
        List<LiveSession> sessions = new ArrayList<>();
        for (int account = 0; account < 4; account++) {
            session = connector.session("acc-000" + account);
            confirm();
            tenPostsASecondUntil(NOON.plusSeconds(10));
            sessions.add(session);
        }
        Instant quiet = NOON.plusSeconds(13);
        sessions.forEach(each -> each.tick(quiet.minusSeconds(1)));
        List<List<LiveEffect>> effects =
                sessions.stream().map(each -> each.tick(quiet)).toList();
        assertThat(effects).allMatch(each -> each.contains(new LiveEffect.CloseWindow("posts")));
        assertThat(effects)
                .filteredOn(each -> each.stream().anyMatch(Reconnect.class::isInstance))
                .hasSize(1);

        session = sessions.getLast();
        assertThat(pong(quiet, source(quiet)))
                .isNotEmpty()
                .allMatch(effect -> effect instanceof AdvanceCoverage claim && !"posts".equals(claim.stream()));
        assertThat(session.tick(quiet.plusSeconds(4))).noneMatch(Reconnect.class::isInstance);
        assertThat(session.tick(quiet.plusSeconds(5))).hasAtLeastOneElementOfType(Reconnect.class);
        Instant heard = quiet.plusSeconds(6);
        assertThat(at(heard, post(source(heard)))).hasAtLeastOneElementOfType(OpenWindow.class);
        assertThat(session.tick(quiet.plusSeconds(30))).noneMatch(Reconnect.class::isInstance);
    }

    @Test
    void a_stream_that_went_blind_has_no_window_on_the_next_connection_until_it_is_heard_again() {
        confirm();
        Instant quiet = tenPostsASecondUntil(NOON.plusSeconds(10)).plusSeconds(3);
        session.tick(quiet.minusSeconds(1));
        session.tick(quiet);

        session = connector.session("acc-0001");
        session.opened(quiet);
        assertThat(at(quiet, confirmation(source(quiet))))
                .extracting(effect -> ((OpenWindow) effect).stream())
                .containsExactly("comments", "likes", "transactions");
        Instant heard = quiet.plusSeconds(4);
        assertThat(pong(heard, source(heard)))
                .isNotEmpty()
                .allMatch(effect -> effect instanceof AdvanceCoverage claim && !"posts".equals(claim.stream()));
        assertThat(at(heard, post(source(heard))))
                .anyMatch(effect -> effect instanceof OpenWindow opened
                        && opened.stream().equals("posts")
                        && opened.from() == source(heard) + LATENESS);
    }

    @Test
    void a_pause_unlike_all_others_is_retracted_also_when_it_is_over_before_it_was_noticed() {
        confirm();
        Instant last = tenPostsASecondUntil(NOON.plusSeconds(10));
        Instant again = last.plusSeconds(4);
        pong(again, source(again));
        assertThat(at(again, post(source(again))).getFirst())
                .isEqualTo(new LiveEffect.RetractCoverage(
                        "posts", source(last) - TRAVEL - LATENESS, source(again) - LATENESS, "blind-stream"));
    }

    private Instant tenPostsASecondUntil(Instant end) {
        Instant at = NOON;
        while (at.isBefore(end)) {
            at = at.plusMillis(100);
            at(at, post(source(at)));
        }
        return at;
    }

    @Test
    void a_pong_claims_its_own_time_less_the_lateness() {
        confirm();
        Instant asked = NOON.plusSeconds(1);
        assertThat(session.tick(asked))
                .containsExactly(new Send("{\"action\":\"ping\",\"timestamp\":%d}".formatted(asked.toEpochMilli())));
        assertThat(pong(asked.plusSeconds(9), source(asked)))
                .containsExactly(new AdvanceCoverage(null, source(asked) - LATENESS, List.of()));
    }

    @Test
    void a_websocket_pong_proves_nothing_where_the_source_has_a_message_for_it() {
        confirm();
        session.tick(NOON.plusSeconds(1));
        assertThat(session.alive(NOON.plusSeconds(2))).isEmpty();
    }

    @Test
    void nothing_is_claimed_before_the_confirmation() {
        session.opened(NOON);
        assertThat(at(NOON.plusSeconds(1), post(source(NOON)))).hasExactlyElementsOfTypes(PublishRecord.class);
        assertThat(pong(NOON.plusSeconds(1), source(NOON))).isEmpty();
        assertThat(session.tick(NOON.plusSeconds(1))).isEmpty();
    }

    @Test
    void an_hour_of_events_of_a_type_that_the_manifest_does_not_know_is_not_claimed() {
        confirm();
        Instant end = NOON.plusSeconds(3_600);
        long claimed = source(NOON) + LATENESS;
        Coverage coverage = Coverage.empty();
        int retractions = 0;
        for (Instant now = NOON.plusSeconds(1); now.isBefore(end); now = now.plusSeconds(1)) {
            List<LiveEffect> effects = new ArrayList<>(pong(now, source(now)));
            effects.addAll(at(now, post(source(now)).replace("post_updated", "post_changed")));
            for (LiveEffect effect : effects) {
                if (effect instanceof AdvanceCoverage claim
                        && (claim.stream() == null || claim.stream().equals("posts"))) {
                    coverage = coverage.plus(Range.of(claimed, claim.to()));
                } else if (effect instanceof LiveEffect.RetractCoverage retraction
                        && retraction.stream().equals("posts")) {
                    coverage = coverage.minus(Coverage.empty().plus(Range.of(retraction.from(), retraction.to())));
                    claimed = retraction.to();
                    retractions++;
                }
            }
        }
        assertThat(coverage.ranges()).allMatch(range -> range.to() <= source(NOON.plusSeconds(1)));
        assertThat(retractions).as("one a minute once it lasts").isBetween(60, 75);
    }

    @Test
    void a_source_whose_clock_is_set_back_takes_back_what_was_claimed_of_its_future() {
        confirm();
        pong(NOON.plusSeconds(60), source(NOON.plusSeconds(60)));
        long claimed = source(NOON.plusSeconds(60)) - LATENESS;
        long present = source(NOON.plusSeconds(56));
        assertThat(pong(NOON.plusSeconds(61), present))
                .startsWith(
                        new LiveEffect.CloseWindow("posts"),
                        new LiveEffect.RetractCoverage("posts", present, claimed, "clock-set-back"),
                        new OpenWindow("posts", present + LATENESS, Evidence.HEARTBEAT_ATTESTED, 0, null));
        assertThat(pong(NOON.plusSeconds(62), present + 1_000_000))
                .containsExactly(new AdvanceCoverage(null, present + 1_000_000 - LATENESS, List.of()));
    }

    @Test
    void what_an_earlier_connection_claimed_of_the_future_of_a_clock_set_back_meanwhile_is_taken_back() {
        confirm();
        pong(NOON.plusSeconds(60), source(NOON.plusSeconds(60)));
        long claimed = source(NOON.plusSeconds(60)) - LATENESS;

        session = connector.session("acc-0001");
        session.opened(NOON);
        Instant later = NOON.plusSeconds(600);
        long told = source(later) - 5_000_001;
        assertThat(at(later, confirmation(told)))
                .startsWith(
                        new LiveEffect.RetractCoverage(
                                "posts", claimed - 5_000_000 + LATENESS, claimed, "clock-set-back"),
                        new OpenWindow("posts", told + LATENESS, Evidence.HEARTBEAT_ATTESTED, 0, null));
        session = connector.session("acc-0001");
        session.opened(NOON);
        assertThat(at(later, confirmation(told))).hasOnlyElementsOfType(OpenWindow.class);
    }

    @Test
    void a_connection_on_which_nothing_is_proven_for_the_silence_limit_begins_anew() {
        confirm();
        for (int beat = 1; beat <= 4; beat++) {
            Instant now = NOON.plusSeconds(beat);
            assertThat(session.tick(now)).noneMatch(Reconnect.class::isInstance);
            assertThat(pong(now, 1)).hasExactlyElementsOfTypes(DeadLetterRecord.class);
        }
        assertThat(session.tick(NOON.plusSeconds(5))).endsWith(new Reconnect("nothing is proven any more", false));
    }

    @Test
    void a_source_that_always_tells_the_same_time_proves_nothing() {
        confirm();
        pong(NOON.plusSeconds(1), source(NOON.plusSeconds(1)));
        List<LiveEffect> last = List.of();
        for (int beat = 1; beat <= 5; beat++) {
            last = session.tick(NOON.plusSeconds(beat));
            pong(NOON.plusSeconds(beat), source(NOON.plusSeconds(1)));
        }
        assertThat(last).endsWith(new Reconnect("nothing is proven any more", false));
    }

    @Test
    void a_refusal_before_the_confirmation_ends_the_connection() {
        session.opened(NOON);
        assertThat(at(NOON, "{\"type\":\"error\",\"code\":\"x\",\"message\":\"hunter2\"}"))
                .singleElement()
                .isInstanceOfSatisfying(Reconnect.class, restart -> {
                    assertThat(restart.atOnce()).isFalse();
                    assertThat(restart.reason()).doesNotContain("hunter2");
                });
    }

    @Test
    void a_confirmation_that_does_not_come_ends_the_connection() {
        session.opened(NOON);
        assertThat(session.tick(NOON.plusSeconds(4))).isEmpty();
        assertThat(session.tick(NOON.plusSeconds(5))).hasExactlyElementsOfTypes(Reconnect.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"noon\"", "1700000000", "99999999999999999"})
    void a_confirmation_whose_time_cannot_be_right_opens_no_window(String time) {
        session.opened(NOON);
        assertThat(at(NOON, "{\"type\":\"subscribed\",\"streams\":[\"posts\"],\"server_time\":" + time + "}"))
                .hasExactlyElementsOfTypes(Reconnect.class);
    }

    @Test
    void a_pong_whose_time_cannot_be_right_claims_nothing() {
        confirm();
        assertThat(pong(NOON.plusSeconds(1), source(NOON) * 1_000)).hasExactlyElementsOfTypes(DeadLetterRecord.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "{\"event_type\":\"story_added\"}",
                "{\"hello\":1}",
                "{\"event_type\":\"like_added\",\"data\":{\"created_at\":1}}",
                "{\"event_type\":\"like_added\",\"data\":{\"id\":\"l1\"}}"
            })
    void a_frame_that_cannot_be_read_is_kept_and_the_session_goes_on(String frame) {
        confirm();
        assertThat(at(NOON.plusSeconds(1), frame))
                .first()
                .isInstanceOfSatisfying(
                        DeadLetterRecord.class,
                        unreadable -> assertThat(unreadable.bytes()).isEqualTo(bytes(frame)));
        assertThat(at(NOON.plusSeconds(2), post(source(NOON.plusSeconds(2)))))
                .hasAtLeastOneElementOfType(PublishRecord.class);
    }

    @Test
    void a_snapshot_stream_is_captured_without_a_claim() {
        confirm();
        String frame = """
                {"event_type":"profile_updated","data":{"id":"acc-0001","updated_at":%d,"revision":2}}""".formatted(source(NOON.plusSeconds(9)));
        assertThat(at(NOON.plusSeconds(9), frame)).hasExactlyElementsOfTypes(PublishRecord.class);
    }

    @Test
    void a_character_beyond_ascii_arrives_whole() {
        confirm();
        String frame = post(source(NOON)).replace("\"id\":\"p1\"", "\"id\":\"\ud83d\ude00\"");
        assertThat(at(NOON, frame))
                .singleElement()
                .isInstanceOfSatisfying(
                        PublishRecord.class,
                        captured -> assertThat(captured.itemId()).isEqualTo("\ud83d\ude00"));
    }

    /** WebSocket pings prove nothing about the source's clock. */
    private LiveSession pinged() {
        LiveSession pinged = session(ManifestTexts.sandbox()
                .replace(
                        "ping: {by: message, message: '{\"action\":\"ping\",\"timestamp\":{now}}'}",
                        "ping: {by: protocol, measure-every: 10m}")
                .replace("  pong: {", "  # {"));
        pinged.opened(NOON);
        pinged.frame(bytes(confirmation(source(NOON))), NOON);
        return pinged;
    }

    @Test
    void where_websocket_pings_are_used_claims_lag_by_the_drift_since_the_clock_was_measured() {
        session = pinged();
        Instant asked = NOON.plusSeconds(500);
        session.tick(asked);
        assertThat(session.alive(asked))
                .containsExactly(new AdvanceCoverage(null, source(asked) - drift(500_000_000) - LATENESS, List.of()));
    }

    @Test
    void an_event_of_now_measures_the_clock_anew() {
        session = pinged();
        Instant event = NOON.plusSeconds(500);
        at(event, post(source(event)));
        session.tick(event);
        assertThat(session.alive(event)).isEmpty();
        Instant asked = NOON.plusSeconds(505);
        session.tick(asked);
        assertThat(session.alive(asked))
                .containsExactly(new AdvanceCoverage(null, source(asked) - drift(5_000_000) - LATENESS, List.of()));
    }

    @Test
    void an_event_further_back_than_events_are_late_may_show_a_clock_set_back_until_another_shows_that_it_was_not() {
        session = pinged();
        Instant now = NOON.plusSeconds(60);
        session.tick(now);
        session.alive(now);
        at(now, post(source(now) - 5_000_000));
        Instant next = now.plusSeconds(3);
        session.tick(next);
        assertThat(session.alive(next))
                .as("the source may be five seconds behind")
                .isEmpty();

        Instant proof = now.plusSeconds(4);
        assertThat(at(proof, post(source(proof)))).hasAtLeastOneElementOfType(AdvanceCoverage.class);
    }

    @Test
    void a_clock_that_was_set_back_is_found_by_repeating_the_subscription_and_the_lead_is_taken_back() {
        session = pinged();
        Instant asked = NOON.plusSeconds(599);
        assertThat(session.tick(asked)).isEmpty();
        session.alive(asked);
        long claimed = source(asked) - drift(599_000_000) - LATENESS;
        Instant due = NOON.plusSeconds(600);
        assertThat(session.tick(due)).hasOnlyElementsOfType(Send.class).hasSize(1);

        long present = source(due) - 5_000_000;
        assertThat(at(due, confirmation(present)))
                .startsWith(
                        new LiveEffect.CloseWindow("posts"),
                        new LiveEffect.RetractCoverage("posts", present, claimed, "clock-set-back"),
                        new OpenWindow("posts", present + LATENESS, Evidence.HEARTBEAT_ATTESTED, 0, null));
        assertThat(session.tick(due.plusSeconds(1))).isEmpty();
    }

    @Test
    void a_source_that_does_not_confirm_a_repeated_subscription_is_connected_to_anew() {
        session = pinged();
        List<LiveEffect> last = List.of();
        for (int second = 1; second <= 604; second++) {
            last = session.tick(NOON.plusSeconds(second));
            session.alive(NOON.plusSeconds(second));
            assertThat(last.stream().filter(Reconnect.class::isInstance)).hasSize(second < 604 ? 0 : 1);
        }
        assertThat(last).containsExactly(new Reconnect("the source does not tell its time again", false));
    }

    @Test
    void a_source_that_ignores_websocket_pings_and_sends_what_is_ignored_proves_nothing() {
        session = pinged();
        List<LiveEffect> last = List.of();
        for (int beat = 1; beat <= 5; beat++) {
            last = session.tick(NOON.plusSeconds(beat));
        }
        assertThat(last).containsExactly(new Reconnect("nothing is proven any more", false));
    }

    @Test
    void where_websocket_pings_are_used_a_pong_claims_the_time_of_its_ping() {
        LiveSession pinged = session(ManifestTexts.sandbox()
                .replace(
                        "ping: {by: message, message: '{\"action\":\"ping\",\"timestamp\":{now}}'}",
                        "ping: {by: protocol}")
                .replace("  pong: {", "  # {"));
        pinged.opened(NOON);
        assertThat(pinged.tick(NOON)).isEmpty();
        pinged.frame(bytes(confirmation(source(NOON))), NOON.plus(TRAVEL, ChronoUnit.MICROS));
        assertThat(pinged.tick(NOON.plusSeconds(1))).isEmpty();
        assertThat(pinged.tick(NOON.plusSeconds(2))).isEmpty();

        // the first pong answers the ping from before the confirmation
        assertThat(pinged.alive(NOON.plusSeconds(3))).isEmpty();
        assertThat(pinged.alive(NOON.plusSeconds(30)))
                .containsExactly(new AdvanceCoverage(
                        null, source(NOON.plusSeconds(1)) - TRAVEL - drift(1_000_000 - TRAVEL) - LATENESS, List.of()));
        pinged.alive(NOON.plusSeconds(31));
        assertThat(pinged.alive(NOON.plusSeconds(32))).isEmpty();
    }

    /** By how much two clocks may have drifted apart in that time: 200 µs a second. */
    private static long drift(long micros) {
        return micros / 5_000;
    }

    private static LiveSession session(String manifest) {
        return ManifestTexts.connector(manifest).session("acc-0001");
    }

    private List<LiveEffect> confirm() {
        session.opened(NOON);
        return at(NOON.plus(TRAVEL, ChronoUnit.MICROS), confirmation(source(NOON)));
    }

    private List<LiveEffect> pong(Instant received, long time) {
        return at(received, "{\"type\":\"pong\",\"timestamp\":1,\"server_time\":%d}".formatted(time));
    }

    private List<LiveEffect> at(Instant received, String frame) {
        return session.frame(bytes(frame), received);
    }

    private static OpenWindow opened(String stream) {
        return new OpenWindow(stream, source(NOON) + LATENESS, Evidence.HEARTBEAT_ATTESTED, 0, null);
    }

    private static String confirmation(long time) {
        return """
                {"type":"subscribed","streams":["posts","comments","likes","transactions","profile"],"server_time":%d}""".formatted(time);
    }

    private static String post(long position) {
        return """
                {"event_type":"post_updated","object_id":"p1","timestamp":1,"position":%1$d,"revision":2,\
                "data":{"id":"p1","text":"\u20ac","updated_at":%1$d,"revision":2,"deleted":false}}""".formatted(position);
    }

    private static long source(Instant ours) {
        return MicrosecondTime.of(ours) + AHEAD;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
