package dev.gapless.scheduler.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.planning.PlanQueue.Page;
import dev.gapless.scheduler.planning.PlanQueue.Planned;
import dev.gapless.scheduler.planning.PlanQueue.Taken;
import dev.gapless.scheduler.shards.AccountShard;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class PlanQueueIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Set<Integer> ALL_SHARDS =
            IntStream.range(0, AccountShard.COUNT).boxed().collect(Collectors.toSet());

    private final JdbcClient jdbc = TABLES.jdbc();
    private final PlanQueue queue = new PlanQueue(jdbc);

    /** Five streams are due for ten seconds, one for two minutes, and one not yet. */
    @BeforeEach
    void sweep() {
        jdbc.sql("truncate stream_plan").update();
        IntStream.range(0, 5).forEach(n -> add("swept-" + n, NOON.minusSeconds(10)));
        add("late", NOON.minusSeconds(120));
        add("quiet", NOON.plusSeconds(300));
    }

    private void add(String account, Instant due) {
        jdbc.sql("""
                insert into stream_plan (source, account, stream, due_at, planned_at, live)
                values ('s', :account, 'posts', :due, :planned, true)
                """)
                .param("account", account)
                .param("due", InstantParameters.of(due))
                .param("planned", InstantParameters.of(NOON.minusSeconds(300)))
                .update();
    }

    private static StreamId stream(String account) {
        return new StreamId("s", account, "posts");
    }

    private List<StreamId> takenFirst(int most) {
        return queue.take(ALL_SHARDS, most, NOON, NOON.plusSeconds(10)).streams().stream()
                .map(Taken::stream)
                .toList();
    }

    @Test
    void a_stream_that_changed_stands_before_a_sweep_and_behind_what_is_late_by_more_than_a_minute() {
        queue.changed(List.of(stream("quiet")), NOON);

        assertThat(takenFirst(1)).containsExactly(stream("late"));
        assertThat(takenFirst(1)).containsExactly(stream("quiet"));
        assertThat(takenFirst(10)).hasSize(5);
    }

    @Test
    void so_does_a_stream_whose_window_is_silent_unless_it_was_planned_a_moment_ago() {
        queue.silent(List.of(stream("quiet")), Duration.ofSeconds(5), NOON);
        assertThat(takenFirst(2)).containsExactlyInAnyOrder(stream("late"), stream("quiet"));

        jdbc.sql("update stream_plan set due_at = :later, planned_at = :lately where account = 'quiet'")
                .param("later", InstantParameters.of(NOON.plusSeconds(300)))
                .param("lately", InstantParameters.of(NOON.minusSeconds(1)))
                .update();
        queue.silent(List.of(stream("quiet")), Duration.ofSeconds(5), NOON);
        assertThat(takenFirst(10)).hasSize(5).doesNotContain(stream("quiet"));
    }

    @Test
    void so_does_a_stream_that_changed_while_it_was_planned() {
        queue.changed(List.of(stream("quiet")), NOON);
        assertThat(takenFirst(1)).containsExactly(stream("late"));
        Page page = queue.take(ALL_SHARDS, 1, NOON, NOON.plusSeconds(10));
        queue.changed(List.of(stream("quiet")), NOON);
        Taken taken = page.streams().getFirst();
        queue.finish(page.token(), List.of(new Planned(taken, NOON.plusSeconds(300), 0, true, null, null)), NOON);

        assertThat(takenFirst(1)).containsExactly(stream("quiet"));
    }
}
