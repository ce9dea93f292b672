package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A live socket that loses, delays and shuffles events while its pongs go on as if nothing had happened. */
class EventFaultsIT {

    private static final String CREATE_POSTS = "'stream':'posts','operation':'create','count':";

    @TempDir
    Path data;

    private RunningSandbox sandbox;

    @BeforeEach
    void open() throws IOException {
        sandbox = RunningSandbox.withOneAccount(data);
    }

    @AfterEach
    void close() throws IOException {
        sandbox.close();
    }

    @Test
    void a_blind_stream_is_silent_beside_pongs_and_other_streams_and_what_it_lost_is_listed_only() throws Exception {
        LiveClient client = sandbox.follow();
        String fault = sandbox.fault("blind-stream", "\"streams\":[\"posts\"],\"duration\":\"60s\"");
        Set<String> lost = ids(sandbox.items(CREATE_POSTS + 3));
        Set<String> likes = ids(sandbox.items("'stream':'likes','operation':'create'"));
        long highest = highest();

        client.say("{\"action\":\"ping\",\"timestamp\":1}");
        assertThat(client.await("pong").get("server_time").asLong()).isGreaterThan(highest);
        assertThat(heard(client)).isEqualTo(likes);
        assertFault(fault, 1, 3, true);
        assertThat(exposedLive(lost)).containsOnly(false);
        assertThat(exposedLive(likes)).containsOnly(true);
        assertThat(listed("posts?limit=3")).isEqualTo(lost);
    }

    @Test
    void what_a_blind_stream_lost_stays_lost_when_it_sees_again() throws Exception {
        LiveClient client = sandbox.follow();
        String fault = sandbox.fault("blind-stream", "\"streams\":[\"posts\"],\"duration\":\"2s\"");
        Set<String> lost = ids(sandbox.items(CREATE_POSTS + 3));
        await().until(() -> !sandbox.fault(fault).get("active").asBoolean());
        Set<String> later = ids(sandbox.items(CREATE_POSTS + 2));

        await().untilAsserted(() -> assertThat(heard(client)).containsAll(later));
        // on a busy machine the fault may be over before the posts are made
        lost.removeAll(heard(client));
        assertThat(exposedLive(lost)).doesNotContain(true);
        assertThat(sandbox.fault(fault).get("hits").asInt()).isEqualTo(lost.size());
    }

    @Test
    void a_socket_that_opens_meanwhile_is_blind_too() throws Exception {
        sandbox.follow();
        String fault = sandbox.fault("blind-stream", "\"duration\":\"60s\"");
        await().until(() -> sandbox.fault(fault).get("fired").asInt() == 1);
        sandbox.follow();

        await().until(() -> sandbox.fault(fault).get("fired").asInt() == 2);
        sandbox.items(CREATE_POSTS + 5);
        assertFault(fault, 2, 10, true);
    }

    @Test
    void late_frames_are_held_back_while_later_ones_and_pongs_that_deny_them_come() throws Exception {
        LiveClient client = sandbox.follow();
        String fault = sandbox.fault("late-frames", "\"count\":2,\"delay\":\"24h\",\"duration\":\"60s\"");
        List<JsonNode> posts = sandbox.items(CREATE_POSTS + 3);
        client.say("{\"action\":\"ping\",\"timestamp\":1}");
        long pong = client.await("pong").get("server_time").asLong();

        assertThat(posts)
                .allSatisfy(post -> assertThat(post.get("position").asLong()).isLessThan(pong));
        assertThat(client.events())
                .singleElement()
                .satisfies(event -> assertThat(event.get("object_id"))
                        .isEqualTo(posts.getLast().get("id")));
        assertFault(fault, 0, 2, true);
        assertThat(exposedLive(ids(posts))).containsExactly(false, false, true);
    }

    @Test
    void late_frames_come_as_they_were_after_later_ones() throws Exception {
        LiveClient client = sandbox.follow();
        String fault = sandbox.fault("late-frames", "\"count\":2,\"duration\":\"1s\"");
        List<JsonNode> posts = sandbox.items(CREATE_POSTS + 3);

        await().until(() -> client.events().size() == 3);
        assertThat(client.events())
                .extracting(event -> event.get("position"))
                .containsExactly(
                        posts.get(2).get("position"),
                        posts.get(0).get("position"),
                        posts.get(1).get("position"));
        await().untilAsserted(() -> assertFault(fault, 2, 2, false));
        assertThat(exposedLive(ids(posts))).containsOnly(true);
    }

    @Test
    void renamed_events_have_a_type_that_was_never_announced_and_are_otherwise_as_they_were() throws Exception {
        LiveClient client = sandbox.follow();
        String fault = sandbox.fault("renamed-events", "\"streams\":[\"posts\"],\"count\":1");
        List<JsonNode> posts = sandbox.items(CREATE_POSTS + 2);
        await().until(() -> client.events().size() == 2);

        assertThat(client.events())
                .extracting(event -> event.get("event_type").asString())
                .containsExactly("post_created_v2", "post_created");
        assertThat(client.events().getFirst().get("data"))
                .isEqualTo(posts.getFirst().get("item"));
        assertFault(fault, 1, 1, false);
    }

    @Test
    void a_silent_socket_goes_on_with_events_and_answers_nothing() throws Exception {
        LiveClient subscribed = sandbox.follow();
        String fault = sandbox.fault("silent-socket", "\"duration\":\"60s\"");
        subscribed.say("{\"action\":\"ping\",\"timestamp\":1}");
        LiveClient late = sandbox.connect();
        late.say("{\"action\":\"subscribe\",\"streams\":[\"posts\"]}");
        await().untilAsserted(() -> assertFault(fault, 2, 2, true));
        subscribed.protocolPing();
        late.protocolPing();
        Set<String> made = ids(sandbox.items(CREATE_POSTS + 3));

        await().until(() -> heard(subscribed).equals(made) && subscribed.pongs.get() == 1 && late.pongs.get() == 1);
        assertThat(subscribed.heard).hasSize(4);
        assertThat(late.heard).isEmpty();
    }

    @Test
    void an_item_of_yesterday_appears_now_at_both_paths() throws Exception {
        LiveClient client = sandbox.follow();
        String fault = sandbox.fault("late-frames", "\"count\":1,\"age\":\"24h\"");
        await().until(() -> client.events().size() == 1);
        JsonNode event = client.events().getFirst();
        long position = event.get("position").asLong();

        long subscribed = client.await("subscribed").get("server_time").asLong();
        assertThat(Duration.ofNanos((subscribed - position) * 1_000))
                .isBetween(Duration.ofHours(24).minusMinutes(2), Duration.ofHours(24));
        assertThat(listed("posts?sort=created&since=%d&until=%d".formatted(position, position + 1)))
                .containsExactly(event.get("object_id").asString());
        await().untilAsserted(() -> assertFault(fault, 1, 1, false));
        JsonNode truth = sandbox.truth().getLast();
        assertThat(truth.get("position").asLong()).isEqualTo(position);
        assertThat(truth.get("exposedLive").asBoolean()).isTrue();
    }

    @Test
    void reordered_events_all_come_once_and_some_out_of_order_among_equal_positions() throws Exception {
        LiveClient client = sandbox.follow();
        String fault = sandbox.fault("reorder", "\"duration\":\"60s\",\"delay\":\"200ms\"");
        Set<String> made = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            made.addAll(ids(sandbox.items(CREATE_POSTS + "4,'samePosition':true")));
        }
        await().until(() -> client.events().size() == 20);

        assertThat(heard(client)).isEqualTo(made);
        List<Long> positions = client.events().stream()
                .map(event -> event.get("position").asLong())
                .toList();
        assertThat(positions).isNotEqualTo(positions.stream().sorted().toList());
        assertThat(Set.copyOf(positions)).hasSize(5);
        assertThat(sandbox.fault(fault).get("fired").asInt()).isPositive();
        assertThat(sandbox.fault(fault).get("hits").asInt()).isEqualTo(20);
    }

    private long highest() throws Exception {
        return sandbox.truth().getLast().get("position").asLong();
    }

    private List<Boolean> exposedLive(Set<String> ids) throws Exception {
        return sandbox.truth().stream()
                .filter(version -> ids.contains(version.get("id").asString()))
                .map(version -> version.get("exposedLive").asBoolean())
                .toList();
    }

    private Set<String> listed(String page) throws Exception {
        return ids(JsonMapper.shared()
                .readTree(sandbox.page(page).body())
                .get("data")
                .valueStream()
                .toList());
    }

    private static Set<String> heard(LiveClient client) {
        return client.events().stream()
                .map(event -> event.get("object_id").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> ids(List<JsonNode> items) {
        return items.stream().map(item -> item.get("id").asString()).collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertFault(String id, int fired, int hits, boolean active) throws Exception {
        JsonNode fault = sandbox.fault(id);
        assertThat(fault.get("fired").asInt()).isEqualTo(fired);
        assertThat(fault.get("hits").asInt()).isEqualTo(hits);
        assertThat(fault.get("active").asBoolean()).isEqualTo(active);
    }
}
