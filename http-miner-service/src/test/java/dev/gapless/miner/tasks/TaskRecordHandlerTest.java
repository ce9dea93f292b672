package dev.gapless.miner.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.miner.delivery.AckedPublisher;
import dev.gapless.miner.fakes.FakeRecordPublisher;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.tasks.TaskCheck.Standing;
import dev.gapless.miner.walk.MinerFixture;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class TaskRecordHandlerTest {

    private static final StreamId POSTS = new StreamId("forum", "ann", "posts");

    private final MinerFixture miner = new MinerFixture();
    private final FakeClock clock = miner.clock;
    private final FakeRecordPublisher kafka = miner.kafka;
    private final SimpleMeterRegistry meters = miner.meters;
    private Standing standing = Standing.CURRENT;

    @Test
    void a_task_is_accepted_when_its_progress_is_in_kafka() throws InterruptedException {
        assertThat(settle(task())).isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(kafka.on(TopicNames.MINING_PROGRESS)).singleElement().satisfies(progress -> {
            assertThat(progress.key()).isEqualTo(POSTS.key());
            assertThat(MiningProgress.fromBytes(progress.value()).task().taskId())
                    .isEqualTo("gap:1");
        });
    }

    @Test
    void a_task_whose_progress_kafka_does_not_take_is_given_back() throws InterruptedException {
        kafka.refuse(parcel -> parcel.topic().equals(TopicNames.MINING_PROGRESS));

        assertThat(settle(task())).isEqualTo(AcknowledgeType.RELEASE);
    }

    @Test
    void bytes_that_are_no_task_are_kept_and_never_come_again() throws InterruptedException {
        assertThat(settle("{".getBytes(StandardCharsets.UTF_8))).isEqualTo(AcknowledgeType.REJECT);
        assertThat(kafka.on(TopicNames.DEAD_LETTERS)).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(new byte[] {'{'});
            assertThat(new String(letter.headers().get("gapless-where"), StandardCharsets.UTF_8))
                    .isEqualTo("gapless.mining-tasks-3-17");
        });
        assertThat(meters.counter("gapless.dead.letters", "source", "forum", "rule", "task.unreadable")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void bytes_that_cannot_be_kept_are_not_thrown_away() throws InterruptedException {
        kafka.refuse(parcel -> parcel.topic().equals(TopicNames.DEAD_LETTERS));

        assertThat(settle("{".getBytes(StandardCharsets.UTF_8))).isEqualTo(AcknowledgeType.RELEASE);
    }

    @Test
    void a_task_that_was_handed_out_again_since_is_dropped_without_a_call() throws InterruptedException {
        clock.advance(Duration.ofSeconds(61));
        standing = Standing.SUPERSEDED;

        assertThat(settle(task())).isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(miner.resumes).isEmpty();
        assertThat(kafka.sent()).isEmpty();
        assertThat(retracted("superseded")).isEqualTo(1);
    }

    @Test
    void a_task_that_seems_old_by_a_wrong_clock_is_mined_and_counted() throws InterruptedException {
        for (Duration off : List.of(Duration.ofHours(24), Duration.ofHours(-24))) {
            clock.set(FixedNoon.NOON.plus(off));
            settle(task());
        }

        assertThat(miner.resumes).hasSize(2);
        assertThat(retracted("current")).isEqualTo(2);
    }

    @Test
    void a_task_that_seems_old_is_mined_while_the_scheduler_cannot_be_asked() throws InterruptedException {
        clock.advance(Duration.ofSeconds(61));
        standing = Standing.UNKNOWN;

        settle(task());

        assertThat(miner.resumes).hasSize(1);
        assertThat(retracted("unknown")).isEqualTo(1);
    }

    @Test
    void nobody_is_asked_about_a_young_task() throws InterruptedException {
        clock.advance(Duration.ofSeconds(60));
        standing = Standing.SUPERSEDED;

        settle(task());

        assertThat(miner.resumes).hasSize(1);
    }

    private double retracted(String result) {
        return meters.counter("gapless.mining.rechecked.tasks", "source", "forum", "result", result)
                .count();
    }

    @Test
    void an_interrupted_slice_reports_nothing() {
        miner.interruptTheWait();

        assertThatThrownBy(() -> settle(task())).isInstanceOf(InterruptedException.class);
        assertThat(kafka.sent()).isEmpty();
    }

    private AcknowledgeType settle(byte[] value) throws InterruptedException {
        TaskRecordHandler handler = new TaskRecordHandler(
                miner.miner(MinerFixture.page(new Range(0, 100), true)),
                task -> standing,
                new AckedPublisher(kafka, Duration.ofSeconds(5), new RecordLimit(1 << 20), meters, RecordTracer.OFF),
                meters,
                clock,
                Duration.ofSeconds(60));
        return handler.settle(kafkaRecord(value));
    }

    private static ConsumerRecord<byte[], byte[]> kafkaRecord(byte[] value) {
        return new ConsumerRecord<>(
                TopicNames.MINING_TASKS, 3, 17, POSTS.key().getBytes(StandardCharsets.UTF_8), value);
    }

    private static byte[] task() {
        return new MiningTask("gap:1", "gap", POSTS, MiningMode.GAP_FILL, 0, 100, null, 1, 0, FixedNoon.NOON).toBytes();
    }
}
