package dev.gapless.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SandboxAccountTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private final SandboxAccounts accounts = new SandboxAccounts(1);
    private final SandboxAccount account = accounts.all().getFirst();
    private final PlatformModel world = new PlatformModel(accounts, new SplittableRandom(1), version -> {}, NOON);
    private final List<ItemVersion> heard = new ArrayList<>();
    private final AtomicLong told = new AtomicLong();

    @Test
    void a_listener_hears_everything_from_the_told_instant_on_and_nothing_of_before() {
        world.step();
        account.listen(heard::add, world.now(), told::set);
        world.step();

        assertThat(heard)
                .isNotEmpty()
                .allSatisfy(version -> assertThat(version.position()).isGreaterThan(told.get()));
    }

    @Test
    void a_told_instant_lies_above_all_that_was_made_even_when_the_clock_stands_still() {
        account.listen(heard::add, world.now(), told::set);
        for (int i = 0; i < 50; i++) {
            long before = told.get();
            world.step();
            account.tellTime(world.now(), told::set);

            assertThat(told.get())
                    .isGreaterThan(before)
                    .isGreaterThan(heard.getLast().position());
        }
    }

    @Test
    void a_listener_that_has_left_hears_no_more() {
        account.listen(heard::add, world.now(), told::set);
        var same = new ArrayList<ItemVersion>();
        Consumer<ItemVersion> other = same::add;
        account.listen(other, world.now(), told::set);
        account.stopListening(other);
        world.step();

        assertThat(heard).isNotEmpty();
        assertThat(same).isEmpty();
    }
}
