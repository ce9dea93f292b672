package dev.gapless.sandbox.faults;

import static dev.gapless.sandbox.faults.FakeSocket.order;
import static dev.gapless.sandbox.faults.FakeSocket.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.sandbox.time.AdjustableClock;
import dev.gapless.sandbox.world.ItemOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Faults that meddle with events on their way. */
class EventFaultsTest {

    private final FakeSocket posts = new FakeSocket("a", "posts", "likes");
    private final FakeSocket likes = new FakeSocket("b", "likes");
    private final FakeSocket fresh = new FakeSocket("c");

    @Test
    void a_blind_stream_counts_the_sockets_that_wanted_it_and_the_events_it_swallowed() {
        BlindStreams blind = new BlindStreams(order("{'kind':'blind-stream','streams':['posts']}"));
        blind.onSockets(List.of(posts, likes, fresh));
        blind.onSockets(List.of(posts, likes, fresh));

        assertThat(blind.fired()).isEqualTo(1);
        assertThat(blind.hits()).isZero();
        assertThat(blind.onEvent(posts, post(1))).isEqualTo(new EventFault.Lost());
        assertThat(blind.onEvent(posts, post(2))).isEqualTo(new EventFault.Lost());
        assertThat(blind.fired()).isEqualTo(1);
        assertThat(blind.hits()).isEqualTo(2);
    }

    @Test
    void a_blind_stream_that_has_ended_swallows_nothing() {
        BlindStreams blind = new BlindStreams(order("{'kind':'blind-stream','duration':'0s'}"));

        assertThat(blind.onEvent(posts, post(1))).isNull();
        assertThat(blind.active()).isFalse();
        assertThat(blind.hits()).isZero();
    }

    @Test
    void a_fault_meets_only_events_of_its_streams_and_account() {
        ActiveFaults faults = faults(new ArrayList<>());
        faults.order(order("{'kind':'blind-stream','streams':['likes']}"));
        faults.order(order("{'kind':'blind-stream','account':'acc-0002'}"));
        assertThat(faults.onEvent(posts, post(1))).isNull();

        faults.order(order("{'kind':'blind-stream','account':'acc-0001','streams':['likes','posts']}"));
        assertThat(faults.onEvent(posts, post(1))).isNotNull();
    }

    @Test
    void late_frames_count_when_they_are_sent_and_one_that_was_lost_is_made_up_for() {
        LateFrames late = new LateFrames(order("{'kind':'late-frames','count':2,'delay':'24h','duration':'5s'}"));
        EventFault.Held first = held(late.onEvent(posts, post(1)));
        EventFault.Held second = held(late.onEvent(posts, post(2)));

        assertThat(first.by()).isEqualTo(Duration.ofSeconds(5));
        assertThat(late.onEvent(posts, post(3))).isNull();
        assertThat(late.fired()).isZero();
        first.outcome().landed();
        second.outcome().missed();
        assertThat(late.fired()).isEqualTo(1);
        assertThat(late.active()).isTrue();

        held(late.onEvent(posts, post(4))).outcome().landed();
        assertThat(late.onEvent(posts, post(5))).isNull();
        assertThat(late.fired()).isEqualTo(2);
        assertThat(late.hits()).isEqualTo(3);
        assertThat(late.active()).isFalse();
    }

    @Test
    void an_old_item_appears_once_somebody_listens_to_its_stream() {
        List<ItemOrder> made = new ArrayList<>();
        ActiveFaults faults = faults(made);
        faults.order(order("{'kind':'late-frames','count':2,'age':'24h'}"));
        faults.onSockets(List.of(likes, fresh));
        assertThat(made).isEmpty();

        faults.onSockets(List.of(posts));
        faults.onSockets(List.of(posts));
        faults.onSockets(List.of(posts));

        assertThat(made).hasSize(2).allSatisfy(item -> {
            assertThat(item.account()).isEqualTo("acc-0001");
            assertThat(item.stream()).isEqualTo("posts");
            assertThat(item.age()).isEqualTo(Duration.ofDays(1));
        });
        JsonFault told = new JsonFault(faults);
        assertThat(told.fired()).isEqualTo(2);
        assertThat(told.active()).isFalse();
    }

    @Test
    void an_old_profile_cannot_appear() {
        assertThatThrownBy(() -> faults(new ArrayList<>())
                        .order(order("{'kind':'late-frames','age':'24h','streams':['profile']}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("age:");
    }

    @Test
    void neighbours_change_places_within_the_delay_on_every_socket() {
        ReorderedFrames reorder = new ReorderedFrames(order("{'kind':'reorder','delay':'100ms','duration':'60s'}"));
        for (long pair = 0; pair < 50; pair++) {
            for (FakeSocket socket : List.of(posts, likes)) {
                EventFault.Held slow = held(reorder.onEvent(socket, post(2 * pair)));
                EventFault.Held fast = held(reorder.onEvent(socket, post(2 * pair + 1)));

                assertThat(slow.by()).isBetween(fast.by(), Duration.ofMillis(100));
                fast.outcome().landed();
                slow.outcome().landed();
            }
        }

        assertThat(reorder.hits()).isEqualTo(200);
        assertThat(reorder.fired()).isEqualTo(100);
    }

    @Test
    void equal_positions_cannot_be_out_of_order_and_the_last_held_event_keeps_it_active() {
        ReorderedFrames reorder = new ReorderedFrames(order("{'kind':'reorder','duration':'2s'}"));
        EventFault.Held first = held(reorder.onEvent(posts, post(7)));
        EventFault.Held second = held(reorder.onEvent(posts, post(7)));
        EventFault.Held third = held(reorder.onEvent(posts, post(8)));
        await().until(() -> reorder.onEvent(posts, post(9)) == null);

        second.outcome().landed();
        first.outcome().landed();
        assertThat(reorder.fired()).isZero();
        assertThat(reorder.active()).isTrue();
        third.outcome().missed();
        assertThat(reorder.hits()).isGreaterThanOrEqualTo(3);
    }

    private static ActiveFaults faults(List<ItemOrder> made) {
        return new ActiveFaults(made::add, new AdjustableClock(Clock.systemUTC()), Instant.EPOCH);
    }

    private static EventFault.Held held(@Nullable EventFault detour) {
        assertThat(detour).isInstanceOf(EventFault.Held.class);
        return (EventFault.Held) Objects.requireNonNull(detour);
    }

    /** What is told of the first fault. */
    private record JsonFault(ActiveFaults faults) {
        int fired() {
            return faults.toJson().get(0).get("fired").asInt();
        }

        boolean active() {
            return faults.toJson().get(0).get("active").asBoolean();
        }
    }
}
