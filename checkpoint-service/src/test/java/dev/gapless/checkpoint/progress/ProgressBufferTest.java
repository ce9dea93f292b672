package dev.gapless.checkpoint.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.checkpoints.CheckpointId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProgressBufferTest {

    private static final CheckpointId POSTS = new CheckpointId("forum", "ann", "posts", "miner");
    private static final Duration NEVER = Duration.ofHours(1);

    private final List<List<ProgressMark>> kept = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void of_101_marks_in_batches_of_100_all_are_kept() {
        List<ProgressMark> marks = marks(101);
        try (ProgressBuffer buffer = started(kept::add, Duration.ofMillis(50))) {
            assertThat(buffer.offer(marks)).isTrue();
            Awaitility.await().until(() -> kept.size() == 2);
        }

        assertThat(kept).extracting(List::size).containsExactly(100, 1);
        assertThat(kept.stream().flatMap(List::stream)).containsExactlyElementsOf(marks);
    }

    @Test
    void a_full_batch_does_not_wait_and_what_is_left_does() {
        try (ProgressBuffer buffer = started(kept::add, NEVER)) {
            marks(101).forEach(mark -> assertThat(buffer.offer(List.of(mark))).isTrue());
            Awaitility.await().until(() -> kept.size() == 1);
            assertThat(meters.get("gapless.progress.waiting").gauge().value()).isEqualTo(1);
        }
        assertThat(kept).extracting(List::size).containsExactly(100, 1);
    }

    @Test
    void what_could_not_be_kept_is_kept_later_before_what_came_after_it() {
        AtomicInteger tries = new AtomicInteger();
        List<ProgressMark> marks = marks(250);
        try (ProgressBuffer buffer = started(
                batch -> {
                    if (tries.getAndIncrement() < 2) {
                        throw new IllegalStateException("away");
                    }
                    kept.add(batch);
                },
                Duration.ofMillis(30))) {
            buffer.offer(marks.subList(0, 150));
            Awaitility.await().until(() -> tries.get() > 0);
            buffer.offer(marks.subList(150, 250));
            Awaitility.await().until(() -> kept.stream().mapToInt(List::size).sum() == 250);
        }

        assertThat(kept.stream().flatMap(List::stream)).containsExactlyElementsOf(marks);
        assertThat(meters.get("gapless.progress.flush.failures").counter().count())
                .isEqualTo(2);
    }

    @Test
    void a_stop_waits_until_everything_is_kept_and_nothing_is_taken_in_after_it() {
        ProgressBuffer buffer = started(kept::add, NEVER);
        buffer.offer(marks(250));
        buffer.close();

        assertThat(kept).extracting(List::size).containsExactly(100, 100, 50);
        assertThat(buffer.offer(marks(1))).isFalse();
    }

    @Test
    void more_than_there_is_room_for_is_refused_as_a_whole() {
        ProgressBuffer buffer = new ProgressBuffer(kept::add, 100, NEVER, 120, meters);

        assertThat(buffer.offer(marks(100))).isTrue();
        assertThat(buffer.offer(marks(21))).isFalse();
        assertThat(buffer.offer(marks(20))).isTrue();
    }

    private ProgressBuffer started(ProgressSink sink, Duration wait) {
        ProgressBuffer buffer = new ProgressBuffer(sink, 100, wait, 10_000, meters);
        buffer.start();
        return buffer;
    }

    private static List<ProgressMark> marks(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new ProgressMark(UUID.randomUUID(), POSTS, 1, i, null, null, Instant.EPOCH))
                .toList();
    }
}
