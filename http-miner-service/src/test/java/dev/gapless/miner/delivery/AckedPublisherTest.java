package dev.gapless.miner.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import dev.gapless.miner.delivery.PublishResult.Acked;
import dev.gapless.miner.delivery.PublishResult.Failed;
import dev.gapless.miner.fakes.FakeRecordPublisher;
import dev.gapless.miner.fakes.FixedNoon;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class AckedPublisherTest {

    private static final StreamId POSTS = new StreamId("forum", "ann", "posts");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void coverage_is_not_even_sent_before_the_last_late_ack_of_its_items_in_whatever_order_they_come() {
        FakeRecordPublisher kafka = FakeRecordPublisher.byHand();
        CompletableFuture<PublishResult> receipt = deliver(kafka, Duration.ofSeconds(30));

        await().until(() -> kafka.sent().size() == 4);
        kafka.ack(3);
        kafka.ack(0);
        kafka.ack(2);
        assertThat(kafka.on(TopicNames.COVERAGE)).isEmpty();
        assertThat(receipt).isNotDone();

        kafka.ack(1);
        await().until(() -> kafka.on(TopicNames.COVERAGE).size() == 1);
        assertThat(receipt).isNotDone();
        kafka.ack(4);
        await().until(receipt::isDone);
        assertThat(receipt.join()).isEqualTo(new Acked());
    }

    @Test
    void an_item_that_kafka_refuses_leaves_no_coverage() {
        FakeRecordPublisher kafka = FakeRecordPublisher.atOnce();
        kafka.refuse(parcel -> parcel.key().endsWith("/b"));

        assertThat(deliver(kafka, Duration.ofSeconds(30)).join()).isInstanceOf(Failed.class);
        assertThat(kafka.on(TopicNames.COVERAGE)).isEmpty();
    }

    @Test
    void a_broken_item_that_cannot_be_kept_leaves_no_coverage_either() {
        FakeRecordPublisher kafka = FakeRecordPublisher.atOnce();
        kafka.refuse(parcel -> parcel.topic().equals(TopicNames.DEAD_LETTERS));

        assertThat(deliver(kafka, Duration.ofSeconds(30)).join()).isInstanceOf(Failed.class);
        assertThat(kafka.on(TopicNames.COVERAGE)).isEmpty();
    }

    @Test
    void an_ack_that_never_comes_ends_in_a_failure_without_coverage() {
        FakeRecordPublisher kafka = FakeRecordPublisher.byHand();
        CompletableFuture<PublishResult> receipt = deliver(kafka, Duration.ofMillis(200));

        await().until(() -> kafka.sent().size() == 4);
        kafka.ack(0);
        kafka.ack(1);
        kafka.ack(3);

        await().until(receipt::isDone);
        assertThat(receipt.join()).isInstanceOf(Failed.class);
        assertThat(kafka.on(TopicNames.COVERAGE)).isEmpty();
    }

    @Test
    void after_one_refusal_nothing_more_of_the_page_is_sent() {
        FakeRecordPublisher kafka = FakeRecordPublisher.atOnce();
        kafka.refuse(parcel -> true);

        assertThat(deliver(kafka, Duration.ofSeconds(30)).join()).isInstanceOf(Failed.class);
        assertThat(kafka.sent()).hasSize(1);
    }

    @Test
    void dead_letters_are_counted_by_their_rule_once_kafka_has_them() {
        assertThat(deliver(FakeRecordPublisher.atOnce(), Duration.ofSeconds(30)).join())
                .isEqualTo(new Acked());

        assertThat(meters.counter("gapless.dead.letters", "source", "forum", "rule", "item.id")
                        .count())
                .isEqualTo(1);
    }

    /** A position at the edge of a page is claimed by the next one, which another slice may have delivered. */
    @Test
    void coverage_stands_on_the_items_of_its_page_and_on_all_that_the_task_delivered_before() {
        FakeRecordPublisher kafka = FakeRecordPublisher.atOnce();

        deliver(kafka, Duration.ofSeconds(30)).join();

        CoverageReport told = CoverageReport.fromBytes(
                kafka.on(TopicNames.COVERAGE).getFirst().value());
        assertThat(told.records()).containsExactly(new RecordSpan(0, 0, 3), new RecordSpan(3, 5, 7));
    }

    @Test
    void an_item_that_no_record_takes_is_a_letter_and_the_rest_is_claimed() throws InterruptedException {
        FakeRecordPublisher kafka = FakeRecordPublisher.atOnce();
        AckedPublisher delivery =
                new AckedPublisher(kafka, Duration.ofSeconds(30), new RecordLimit(100), meters, RecordTracer.OFF);
        CapturedRecord large = new CapturedRecord(
                POSTS, "large", RecordKind.LISTED, new byte[101], IngestPath.MINED, FixedNoon.NOON, "t", 0);
        DeadLetter unreadable = new DeadLetter(POSTS.key(), "task t", "page-json", "not JSON", "", new byte[5_000]);

        PublishResult receipt = delivery.page(
                List.of(item("a"), large, item("b")),
                List.of(unreadable),
                List.of(report()),
                new CapturedPlaces(List.of()));

        assertThat(receipt).isEqualTo(new Acked());
        assertThat(kafka.on(TopicNames.CAPTURED_BACKFILL)).hasSize(2);
        assertThat(kafka.on(TopicNames.COVERAGE)).hasSize(1);
        assertThat(kafka.on(TopicNames.DEAD_LETTERS))
                .hasSize(2)
                .allSatisfy(letter -> assertThat(letter.value()).hasSizeLessThanOrEqualTo(100));
        assertThat(meters.counter("gapless.dead.letters", "source", "forum", "rule", "record-size")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void the_items_of_a_sampled_page_carry_its_trace_and_those_of_others_none() throws InterruptedException {
        var spans = SdkTracerProvider.builder().build().get("test");
        for (double ratio : new double[] {1, 0}) {
            FakeRecordPublisher kafka = FakeRecordPublisher.atOnce();
            AckedPublisher delivery = new AckedPublisher(
                    kafka, Duration.ofSeconds(30), new RecordLimit(100), meters, new RecordTracer(spans, ratio));

            delivery.page(List.of(item("a"), item("b")), List.of(), List.of(report()), new CapturedPlaces(List.of()));

            List<String> traces = kafka.on(TopicNames.CAPTURED_BACKFILL).stream()
                    .map(item -> TraceParent.of(item.headers().get(TraceParent.HEADER)))
                    .filter(SpanContext::isSampled)
                    .map(SpanContext::getTraceId)
                    .toList();
            assertThat(traces).hasSize(ratio == 1 ? 2 : 0);
            assertThat(traces.stream().distinct()).hasSizeLessThanOrEqualTo(1);
        }
    }

    private CompletableFuture<PublishResult> deliver(FakeRecordPublisher kafka, Duration patience) {
        AckedPublisher delivery = new AckedPublisher(kafka, patience, new RecordLimit(100), meters, RecordTracer.OFF);
        CapturedPlaces places = new CapturedPlaces(List.of(new RecordSpan(3, 5, 7)));
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return delivery.page(
                                List.of(item("a"), item("b"), item("c")),
                                List.of(new DeadLetter(POSTS.key(), "task t", "item.id", "", "", new byte[1])),
                                List.of(report()),
                                places);
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                command -> Thread.ofVirtual().start(command));
    }

    private static CapturedRecord item(String id) {
        return new CapturedRecord(POSTS, id, RecordKind.LISTED, new byte[1], IngestPath.MINED, FixedNoon.NOON, "t", 0);
    }

    private static CoverageReport report() {
        return new CoverageReport(
                new CoverageReport.WindowRef("t", POSTS, IngestPath.MINED, 1, 0),
                new CoverageReport.ClaimedRange(0, 9, Evidence.PAGE_WALK, Set.of(Aspect.CREATIONS), false),
                CoverageReport.StreamHints.NONE,
                List.of(),
                FixedNoon.NOON);
    }
}
