package dev.gapless.checkpoint.progress;

import static dev.gapless.checkpoint.checkpoints.CheckpointRig.ANN;
import static dev.gapless.checkpoint.checkpoints.CheckpointRig.POSTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.checkpoints.CheckpointId;
import dev.gapless.checkpoint.checkpoints.CheckpointRig;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.checkpoint.progress.ProgressLine.Shown;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgressIT {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456Z");

    private final CheckpointRig rig = new CheckpointRig();
    private final PostgresProgress progress = new PostgresProgress(
            new BatchStatements(rig.database().jdbc()), rig.database().transaction());
    private final CheckpointProgressView view =
            new CheckpointProgressView(rig.database().client());

    @BeforeEach
    void clear() {
        rig.clear();
    }

    @AfterAll
    void close() {
        rig.close();
    }

    @Test
    void of_101_marks_in_batches_of_100_there_are_101_rows() {
        ProgressBuffer buffer =
                new ProgressBuffer(progress, 100, Duration.ofHours(1), 1_000, new SimpleMeterRegistry());
        buffer.start();
        buffer.offer(marks(POSTS, 101, 0));
        buffer.close();

        assertThat(rows()).isEqualTo(101);
        assertThat(view.of(POSTS, 1_000)).hasSize(101).first().satisfies(latest -> {
            assertThat(latest.done()).isEqualTo(100);
            assertThat(latest.at()).isEqualTo(AT.plusSeconds(100));
        });
    }

    @Test
    void a_batch_that_was_kept_though_its_answer_was_lost_is_not_kept_twice() {
        AtomicBoolean lost = new AtomicBoolean();
        ProgressBuffer buffer = new ProgressBuffer(
                batch -> {
                    progress.keep(batch);
                    if (!lost.getAndSet(true)) {
                        throw new IllegalStateException("the answer was lost");
                    }
                },
                100,
                Duration.ofMillis(10),
                1_000,
                new SimpleMeterRegistry());
        buffer.start();
        buffer.offer(marks(POSTS, 150, 0));
        buffer.close();

        assertThat(rows()).isEqualTo(150);
    }

    @Test
    void marks_show_that_their_checkpoint_is_alive_unless_their_teller_has_lost_it() {
        Lease first = rig.begun(POSTS, "first");
        rig.checkpoints().move(POSTS, CheckpointRig.step(rig.stored(POSTS), first.token(), "{}"));
        age();
        Instant before = rig.stored(POSTS).progressedAt();

        progress.keep(marks(POSTS, 3, first.token() - 1));
        assertThat(rig.stored(POSTS).progressedAt()).isEqualTo(before);
        progress.keep(marks(POSTS, 3, first.token()));

        assertThat(rig.stored(POSTS).progressedAt()).isAfter(before);
        assertThat(rig.stored(POSTS).version()).isEqualTo(2);
        assertThat(rig.stored(POSTS).expected()).isEqualTo(1_000);
        assertThat(rig.stored(POSTS).done()).isEqualTo(1);
    }

    @Test
    void old_marks_are_one_compressed_row_a_checkpoint_and_read_as_before() {
        progress.keep(marks(POSTS, 300, 0));
        progress.keep(marks(ANN, 2, 0));
        List<Shown> posts = view.of(POSTS, 1_000);
        rig.database().jdbc().update("update progress_mark set kept_at = kept_at - interval '2 hours'");
        progress.keep(marks(POSTS, 1, 0));
        ProgressArchive archive =
                new ProgressArchive(rig.database().client(), rig.database().transaction(), Duration.ofHours(1));

        archive.archive();
        archive.archive();

        assertThat(rows()).isEqualTo(1);
        assertThat(rig.database().number("select count(*) from progress_archive"))
                .isEqualTo(2);
        assertThat(rig.database().number("select marks from progress_archive where processor = 'miner'"))
                .isEqualTo(300);
        assertThat(rig.database().number("select raw_bytes / length(body) from progress_archive where marks = 300"))
                .isGreaterThanOrEqualTo(2);
        assertThat(view.of(POSTS, 1_000)).hasSize(301).containsAll(posts);
        assertThat(view.of(POSTS, 300)).hasSize(300);
        assertThat(view.of(ANN, 10)).hasSize(2);
    }

    private static List<ProgressMark> marks(CheckpointId id, int number, long token) {
        return IntStream.range(0, number)
                .mapToObj(
                        i -> new ProgressMark(UUID.randomUUID(), id, token, i, 1_000L, "page " + i, AT.plusSeconds(i)))
                .toList();
    }

    private long rows() {
        return rig.database().number("select count(*) from progress_mark");
    }

    private void age() {
        rig.database().jdbc().update("update checkpoint set progressed_at = progressed_at - interval '1 hour'");
    }
}
