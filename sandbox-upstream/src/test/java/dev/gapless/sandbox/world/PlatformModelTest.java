package dev.gapless.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformModelTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final long MONTH = TimeUnit.MICROSECONDS.convert(Duration.ofDays(30));

    @Test
    void the_same_seed_makes_the_same_world() {
        assertThat(versions(7)).isEqualTo(versions(7));
    }

    @Test
    void another_seed_makes_another_world() {
        assertThat(versions(7)).isNotEqualTo(versions(8));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void positions_of_an_account_never_go_back_and_the_past_ends_before_now(long seed) {
        Map<String, Long> last = new HashMap<>();
        for (ItemVersion version : versions(seed)) {
            long before = last.merge(version.account(), version.position(), Math::max);

            assertThat(version.position()).isGreaterThanOrEqualTo(before);
        }
        assertThat(past(seed))
                .allSatisfy(version ->
                        assertThat(version.position()).isLessThan(TimeUnit.MILLISECONDS.toMicros(NOON.millis())));
    }

    @Test
    void some_neighbours_of_a_stream_share_a_position() {
        List<ItemVersion> versions = versions(5);
        Map<String, Long> last = new HashMap<>();
        long shared = versions.stream()
                .filter(version -> {
                    Long before = last.put(version.account() + version.stream(), version.position());
                    return before != null && before == version.position();
                })
                .count();

        assertThat((double) shared / versions.size()).isBetween(0.01, 0.03);
    }

    @Test
    void sequence_numbers_and_revisions_count_without_holes_and_nothing_follows_a_delete() {
        Map<String, Long> revisions = new HashMap<>();
        Set<String> deleted = new HashSet<>();
        long seq = 0;
        for (ItemVersion version : versions(11)) {
            String item = version.account() + version.stream() + version.id();
            long expected = revisions.merge(item, 1L, Long::sum);

            assertThat(version.seq()).isEqualTo(++seq);
            assertThat(version.revision()).isEqualTo(expected);
            assertThat(deleted).doesNotContain(item);
            if (version.operation() == VersionOperation.DELETE) {
                deleted.add(item);
            }
        }
        assertThat(deleted).isNotEmpty();
    }

    @Test
    void posts_of_the_past_are_edited_and_deleted_in_the_promised_measure() {
        List<ItemVersion> posts = past(3).stream()
                .filter(version -> version.stream().equals(SandboxStreamKinds.POSTS))
                .toList();

        assertThat(share(posts, VersionOperation.UPDATE)).isBetween(0.17, 0.23);
        assertThat(share(posts, VersionOperation.DELETE)).isBetween(0.03, 0.07);
    }

    @Test
    void a_world_that_goes_on_uses_no_id_again() {
        List<ItemVersion> earlier = past(3);
        SandboxAccounts accounts = new SandboxAccounts(4);
        earlier.forEach(accounts::restore);
        List<ItemVersion> later = new ArrayList<>();
        PlatformModel world = new PlatformModel(accounts, new SplittableRandom(99), later::add, NOON);
        Set<String> known = new HashSet<>();
        earlier.forEach(version -> known.add(version.id()));

        for (int i = 0; i < 500; i++) {
            world.step();
        }

        assertThat(later.getFirst().seq()).isEqualTo(earlier.size() + 1L);
        assertThat(later)
                .filteredOn(version -> version.operation() == VersionOperation.CREATE)
                .isNotEmpty()
                .allMatch(version -> known.add(version.id()));
    }

    private static double share(List<ItemVersion> versions, VersionOperation operation) {
        return (double) versions.stream()
                        .filter(version -> version.operation() == operation)
                        .count()
                / versions.size();
    }

    private static List<ItemVersion> past(long seed) {
        List<ItemVersion> versions = new ArrayList<>();
        PlatformModel world =
                new PlatformModel(new SandboxAccounts(4), new SplittableRandom(seed), versions::add, NOON);
        world.past(1_000, world.now() - MONTH);
        return versions;
    }

    private static List<ItemVersion> versions(long seed) {
        List<ItemVersion> versions = new ArrayList<>();
        PlatformModel world =
                new PlatformModel(new SandboxAccounts(4), new SplittableRandom(seed), versions::add, NOON);
        world.past(500, world.now() - MONTH);
        for (int i = 0; i < 3_000; i++) {
            world.step();
        }
        return versions;
    }
}
