package dev.gapless.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

class WorldTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);
    private static final long HOUR = 3_600_000_000L;

    @Test
    void the_same_seed_makes_the_same_world() {
        assertThat(texts(make(11, 500))).isEqualTo(texts(make(11, 500)));
        assertThat(texts(make(11, 500))).isNotEqualTo(texts(make(12, 500)));
    }

    @Test
    void sequence_and_revisions_have_no_hole() {
        List<Version> versions = make(3, 800);
        Map<String, Long> revisions = new HashMap<>();
        for (int i = 0; i < versions.size(); i++) {
            Version version = versions.get(i);
            assertThat(version.seq()).isEqualTo(i + 1);
            long before = revisions.getOrDefault(version.stream() + version.id(), 0L);
            assertThat(version.revision()).isEqualTo(before + 1);
            revisions.put(version.stream() + version.id(), version.revision());
        }
    }

    @Test
    void positions_of_an_account_never_go_back_and_some_are_shared() {
        Map<String, Long> reached = new HashMap<>();
        Set<String> positions = new HashSet<>();
        int shared = 0;
        for (Version version : make(5, 2_000)) {
            long before = reached.getOrDefault(version.account(), Long.MIN_VALUE);
            assertThat(version.position()).isGreaterThanOrEqualTo(before);
            reached.put(version.account(), version.position());
            shared += positions.add(version.account() + version.position()) ? 0 : 1;
        }
        assertThat(shared).isPositive();
    }

    @Test
    void a_deleted_item_gets_no_further_version() {
        Set<String> deleted = new HashSet<>();
        for (Version version : make(8, 2_000)) {
            assertThat(deleted).doesNotContain(version.id());
            if (version.operation() == Operation.DELETE) {
                deleted.add(version.id());
            }
        }
        assertThat(deleted).isNotEmpty();
    }

    @Test
    void nothing_below_a_told_time_is_made_afterwards_even_if_the_clock_goes_back() {
        List<Version> made = new ArrayList<>();
        World world = new World(1, new SplittableRandom(1), made::add, NOON);
        Account account = world.accounts().iterator().next();
        List<Long> told = new ArrayList<>();

        account.tellTime(world.now() + HOUR, told::add);
        world.step();

        assertThat(made).isNotEmpty().allMatch(version -> version.position() >= told.getFirst());
    }

    @Test
    void a_listener_hears_every_version_from_its_confirmation_on_and_none_before() {
        List<Version> all = new ArrayList<>();
        World world = new World(1, new SplittableRandom(2), all::add, NOON);
        Account account = world.accounts().iterator().next();
        world.step();
        int before = all.size();
        List<Version> heard = new ArrayList<>();
        List<Long> confirmed = new ArrayList<>();

        account.listen(heard::add, world.now(), confirmed::add);
        for (int i = 0; i < 50; i++) {
            world.step();
        }

        assertThat(heard).isEqualTo(all.subList(before, all.size()));
        assertThat(all.subList(0, before)).allMatch(version -> version.position() < confirmed.getFirst());
        assertThat(heard).allMatch(version -> version.position() >= confirmed.getFirst());
    }

    private static List<Version> make(long seed, int events) {
        List<Version> versions = new ArrayList<>();
        World world = new World(3, new SplittableRandom(seed), versions::add, NOON);
        for (Account account : world.accounts()) {
            world.history(account, events / 4, world.now() - HOUR);
        }
        for (int i = 0; i < events / 4; i++) {
            world.step();
        }
        return versions;
    }

    private static List<String> texts(List<Version> versions) {
        return versions.stream().map(version -> version.toJson().toString()).toList();
    }
}
