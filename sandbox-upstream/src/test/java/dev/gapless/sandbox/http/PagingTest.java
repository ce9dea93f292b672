package dev.gapless.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.sandbox.faults.ActiveFaults;
import dev.gapless.sandbox.time.AdjustableClock;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.ItemVersion;
import dev.gapless.sandbox.world.PlatformModel;
import dev.gapless.sandbox.world.SandboxAccount;
import dev.gapless.sandbox.world.SandboxAccounts;
import dev.gapless.sandbox.world.SandboxStreamKinds;
import dev.gapless.sandbox.world.VersionOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Walks through listings while the world goes on. */
class PagingTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private final List<ItemVersion> made = new ArrayList<>();
    private final SandboxAccounts accounts = new SandboxAccounts(1);
    private final SandboxAccount account = accounts.all().getFirst();
    private final PlatformModel world = new PlatformModel(accounts, new SplittableRandom(17), made::add, NOON);
    private final ActiveFaults faults = new ActiveFaults(world::make, new AdjustableClock(NOON), Instant.EPOCH);
    private final ListingRetention retention = new ListingRetention(world::now, null, false);
    private TruthLog truth;
    private ListingApi listings;

    @BeforeEach
    void makeThePast() throws IOException {
        truth = TruthLog.open(directory.resolve("truth.ndjson"), version -> {});
        listings = new ListingApi(truth, faults, retention);
        world.past(1_500, world.now() - 100_000_000_000L);
    }

    @AfterEach
    void closeTruth() throws IOException {
        truth.close();
    }

    @ParameterizedTest(name = "{0} a page")
    @ValueSource(ints = {1, 7, 100})
    void posts_by_creation_are_all_seen_once_while_they_are_edited_between_pages(int limit) {
        Set<String> before = ids(SandboxStreamKinds.POSTS);
        long until = world.now();

        List<String> seen = walk(
                "/?sort=created&order=desc&deleted=include&until=%d&limit=%d".formatted(until, limit),
                page -> listings.posts(account, page));

        assertThat(seen).doesNotHaveDuplicates().hasSameElementsAs(before);
        assertThat(made.stream().filter(version -> version.position() >= until && version.revision() > 1))
                .as("edits while walking")
                .isNotEmpty();
    }

    @Test
    void posts_by_change_oldest_first_show_the_last_version_of_each_and_none_twice() {
        List<JsonNode> shown = new ArrayList<>();
        walk("/?sort=updated&order=asc&deleted=include&limit=25", page -> {
            SandboxResponse answer = listings.posts(account, page);
            json(answer).get("data").forEach(shown::add);
            return answer;
        });
        Set<String> keys = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        shown.forEach(item -> {
            assertThat(keys.add(item.get("id").asString() + " " + item.get("revision")))
                    .isTrue();
            last.merge(item.get("id").asString(), item.get("revision").asLong(), Math::max);
        });

        assertThat(last).isEqualTo(lastRevisions());
    }

    @Test
    void posts_by_change_newest_first_lack_only_what_was_changed_after_the_walk_began() {
        long until = world.now();
        Set<String> before = ids(SandboxStreamKinds.POSTS);

        List<String> seen = walk(
                "/?sort=updated&order=desc&deleted=include&until=%d&limit=25".formatted(until),
                page -> listings.posts(account, page));

        Set<String> changed = new HashSet<>();
        made.stream().filter(version -> version.position() >= until).forEach(version -> changed.add(version.id()));
        before.removeAll(changed);
        assertThat(seen).doesNotHaveDuplicates().containsAll(before);
    }

    @Test
    void tombstones_are_shown_only_when_asked_for() {
        JsonNode all = json(listings.posts(account, new QueryParameters("/?sort=updated&deleted=include")));
        JsonNode living = json(listings.posts(account, new QueryParameters("/?sort=updated")));

        assertThat(all.get("data")
                        .valueStream()
                        .filter(item -> item.get("deleted").asBoolean()))
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.get("text").asString()).isEmpty());
        assertThat(living.get("data")
                        .valueStream()
                        .filter(item -> item.get("deleted").asBoolean()))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} a page")
    @ValueSource(ints = {1, 2, 60})
    void likes_are_all_seen_although_some_share_a_position(int limit) {
        Set<String> before = ids(SandboxStreamKinds.LIKES);
        Set<String> seen = new HashSet<>();
        Long since = 0L;
        int pages = 0;
        while (since != null && pages++ < 2_000) {
            JsonNode page =
                    json(listings.likes(account, new QueryParameters("/?since=%d&limit=%d".formatted(since, limit))));
            page.get("likes").forEach(like -> seen.add(like.get("id").asString()));
            since = page.get("next_since").isNull()
                    ? null
                    : page.get("next_since").asLong();
        }

        assertThat(since).as("the walk ends").isNull();
        assertThat(seen).isEqualTo(before);
    }

    @Test
    void comments_from_the_old_end_are_all_seen_while_new_ones_come() {
        Set<String> before = ids(SandboxStreamKinds.COMMENTS);
        List<String> seen = new ArrayList<>();
        boolean more = true;
        while (more) {
            JsonNode page = json(listings.comments(account, new QueryParameters("/?limit=20&offset=" + seen.size())));
            page.get("items").forEach(comment -> seen.add(comment.get("id").asString()));
            more = page.get("has_more").asBoolean();
            assertThat(page.get("total").asInt()).isGreaterThanOrEqualTo(seen.size());
            if (seen.size() < 100) {
                world.step();
            }
        }

        assertThat(seen).doesNotHaveDuplicates().containsAll(before);
    }

    @Test
    void transactions_are_walked_by_a_cursor_one_level_deeper() {
        Set<String> before = ids(SandboxStreamKinds.TRANSACTIONS);
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(listings.transactions(account, new QueryParameters("/?limit=9&cursor=" + cursor)));
            page.get("data").forEach(item -> seen.add(item.get("id").asString()));
            assertThat(seen).as("the walk ends").hasSizeLessThan(5_000);
            JsonNode next = page.get("paging").get("next");
            cursor = next.isNull() ? "" : next.asString();
        } while (!cursor.isEmpty());

        assertThat(seen).doesNotHaveDuplicates().hasSameElementsAs(before);
    }

    @Test
    void windows_are_half_open() {
        ItemVersion like = made.stream()
                .filter(version -> version.stream().equals(SandboxStreamKinds.LIKES))
                .findFirst()
                .orElseThrow();
        long at = like.position();

        assertThat(listings.likes(account, new QueryParameters("/?since=%d&until=%d".formatted(at, at + 1)))
                        .body())
                .asString()
                .contains(like.id());
        assertThat(json(listings.likes(account, new QueryParameters("/?since=%d&until=%d".formatted(at, at))))
                        .get("likes"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=x",
                "sort=likes",
                "since=9&until=3",
                "cursor=nonsense!",
                "cursor=bm9iYXI",
                "page=2"
            })
    void a_wrong_parameter_is_refused_by_its_name(String query) {
        String name = query.contains("until") ? "until" : query.substring(0, query.indexOf('='));

        assertThatThrownBy(() -> listings.posts(account, new QueryParameters("/?" + query)))
                .isInstanceOf(BadParameterException.class)
                .hasMessageStartingWith(name + ":");
    }

    /** Reads to the end, with events between the pages as long as they are few. */
    private List<String> walk(String query, Function<QueryParameters, SandboxResponse> listing) {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = json(listing.apply(new QueryParameters(query + "&cursor=" + cursor)));
            page.get("data").forEach(item -> seen.add(item.get("id").asString()));
            cursor = page.get("next").isNull() ? "" : page.get("next").asString();
            assertThat(seen).as("the walk ends").hasSizeLessThan(5_000);
            if (pages++ < 60) {
                world.step();
                world.step();
            }
        } while (!cursor.isEmpty());
        return seen;
    }

    private Set<String> ids(String stream) {
        Set<String> ids = new HashSet<>();
        made.stream().filter(version -> version.stream().equals(stream)).forEach(version -> ids.add(version.id()));
        return ids;
    }

    private Map<String, Long> lastRevisions() {
        Map<String, Long> last = new HashMap<>();
        made.stream()
                .filter(version -> version.stream().equals(SandboxStreamKinds.POSTS))
                .forEach(version -> last.put(version.id(), version.revision()));
        assertThat(made).anyMatch(version -> version.operation() == VersionOperation.DELETE);
        return last;
    }

    private static JsonNode json(SandboxResponse answer) {
        assertThat(answer.status()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }
}
