package dev.gapless.checkpoint.items.cache;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoredDuplicateCacheIT {

    private final HintRig rig = new HintRig();
    private final DuplicateCache hints = rig.hints(TestServers.unique("ledger"));

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    @Test
    void the_mined_copy_of_what_came_live_is_known_and_nothing_else_is() {
        seenByBoth(post("a", 1), post("b", 2).mined());

        assertThat(known(
                        post("a", 3).mined(),
                        post("a", 1),
                        post("a", 4),
                        post("a", 5).mined().version(2),
                        post("a", 6).mined().saying("\"other\""),
                        post("a", 7).mined().deleted(),
                        post("b", 8).mined(),
                        post("c", 9).mined(),
                        post("a", 10).mined().of("bob")))
                .containsExactly(0);
    }

    @Test
    void a_later_version_replaces_the_hint() {
        seenByBoth(post("a", 1), post("a", 2).version(2).updated("\"two\""));

        assertThat(known(post("a", 3).mined(), post("a", 4).mined().version(2).updated("\"two\"")))
                .containsExactly(1);
    }

    @Test
    void hints_about_another_ledger_are_not_met() {
        seenByBoth(post("a", 1));

        assertThat(rig.hints(TestServers.unique("ledger"))
                        .known(items(post("a", 3).mined())))
                .isEqualTo(DuplicateCache.Known.NOTHING);
    }

    @Test
    void a_redis_that_went_away_is_left_alone_for_five_seconds_and_then_used_again() throws IOException {
        seenByBoth(post("a", 1));
        rig.relay().goAway();

        assertThat(known(post("a", 3).mined())).isEmpty();
        hints.accepted(items(post("b", 4)));
        assertThat(known(post("a", 5).mined())).isEmpty();
        assertThat(rig.failures()).isEqualTo(1);

        rig.relay().comeBack();
        Awaitility.await().untilAsserted(() -> {
            rig.clock().advance(Duration.ofSeconds(6));
            assertThat(known(post("a", 6).mined())).containsExactly(0);
        });
    }

    @Test
    void a_redis_that_does_not_answer_costs_its_timeout_once() {
        seenByBoth(post("a", 1));
        rig.relay().fallSilent();

        for (int i = 0; i < 20; i++) {
            assertThat(known(post("a", 3).mined())).isEmpty();
        }
        assertThat(rig.failures()).isEqualTo(1);
    }

    /** As when the ledger has accepted them and the backfill path has brought them once already. */
    private void seenByBoth(Sighting... sightings) {
        hints.accepted(items(sightings));
        List<Item> mined = Stream.of(sightings)
                .filter(each -> each.path() == IngestPath.LIVE)
                .map(each -> each.mined().item())
                .toList();
        Map<Item, String> first = new HashMap<>();
        hints.known(mined).first().forEach((index, hint) -> first.put(mined.get(index), hint));
        hints.seen(first);
    }

    @Test
    void the_first_mined_copy_is_left_to_the_ledger_which_notes_the_path() {
        hints.accepted(items(post("a", 1)));
        List<Item> copy = items(post("a", 3).mined());

        assertThat(hints.known(copy).sure().isEmpty()).isTrue();
        assertThat(hints.known(copy).first()).containsOnlyKeys(0);
        hints.seen(Map.of(copy.getFirst(), hints.known(copy).first().getOrDefault(0, "")));
        assertThat(known(post("a", 4).mined())).containsExactly(0);
    }

    private List<Integer> known(Sighting... sightings) {
        return hints.known(items(sightings)).sure().stream().boxed().toList();
    }

    private static List<Item> items(Sighting... sightings) {
        return Stream.of(sightings).map(Sighting::item).toList();
    }
}
