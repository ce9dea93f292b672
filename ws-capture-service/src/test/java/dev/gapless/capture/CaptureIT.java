package dev.gapless.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.capture.fakes.CaptureTopicTail;
import dev.gapless.capture.fakes.FakePeer;
import dev.gapless.capture.fakes.ForumManifest;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;

/** One capture service, each test with an account of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaptureIT {

    private final CaptureRig rig = new CaptureRig();
    private @Nullable ConfigurableApplicationContext capture;

    @BeforeAll
    void start() {
        capture = rig.startCapture();
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    @Test
    void frames_land_in_captured_live_as_they_came_with_their_headers() {
        FakePeer peer = subscribe("frames");
        String frame = peer.post("p1", "grüße \uD83D\uDE80");

        try (CaptureTopicTail live = rig.tail(TopicNames.CAPTURED_LIVE, "frames");
                CaptureTopicTail coverage = rig.tail(TopicNames.COVERAGE, "frames")) {
            CapturedRecord record = captured(awaitOne(live));

            assertThat(new String(record.value(), UTF_8)).isEqualTo(frame);
            assertThat(record.itemId()).isEqualTo("p1");
            assertThat(record.stream().key()).isEqualTo(rig.source + "/frames/posts");
            assertThat(record.path()).isEqualTo(IngestPath.LIVE);
            assertThat(record.shape()).isEqualTo(CapturedRecord.RecordKind.FRAME);
            CoverageReport window = awaitReport(coverage, report -> report.to() > report.from());
            assertThat(record.provenance()).isEqualTo(window.windowId());
        }
        assertThat(peer.heard()).containsExactly("{\"action\":\"subscribe\",\"streams\":[\"posts\"]}");
        assertThat(count("gapless.captured.items", "stream", "posts")).isPositive();
    }

    @Test
    void a_dropped_connection_closes_its_window_at_the_last_proof_and_is_made_anew() {
        FakePeer peer = subscribe("dropped");
        try (CaptureTopicTail coverage = rig.tail(TopicNames.COVERAGE, "dropped")) {
            awaitReport(coverage, report -> report.to() > report.from());

            long dropped = peer.drop();

            CoverageReport closed = awaitReport(coverage, report -> !report.open());
            assertThat(closed.to()).isBetween(closed.from(), dropped);
            rig.awaitPeer("dropped", 1).confirm();
            CoverageReport next = awaitReport(coverage, report -> report.from() > dropped);
            assertThat(next.windowId()).isNotEqualTo(closed.windowId());
        }
        assertThat(count("gapless.capture.disconnects", "cause", "dropped")
                        + count("gapless.capture.disconnects", "cause", "network"))
                .isPositive();
    }

    @Test
    void a_half_open_connection_is_found_out_by_its_silence_and_closed_at_the_last_proof() {
        FakePeer peer = subscribe("frozen");
        try (CaptureTopicTail coverage = rig.tail(TopicNames.COVERAGE, "frozen")) {
            awaitReport(coverage, report -> report.to() > report.from());

            long frozen = peer.freeze();

            CoverageReport closed = awaitReport(coverage, report -> !report.open());
            assertThat(closed.to()).isLessThanOrEqualTo(frozen);
        }
        rig.awaitPeer("frozen", 1);
        assertThat(count("gapless.capture.disconnects", "cause", "silent")).isPositive();
    }

    @Test
    void a_record_that_the_broker_refuses_ends_the_window_before_it() throws Exception {
        rig.limitLiveRecords(20_000);
        FakePeer peer = subscribe("refused");
        try (CaptureTopicTail coverage = rig.tail(TopicNames.COVERAGE, "refused");
                CaptureTopicTail live = rig.tail(TopicNames.CAPTURED_LIVE, "refused")) {
            awaitReport(coverage, report -> report.to() > report.from());

            String huge = peer.post("huge", IncompressibleText.text(100_000));
            long position = Long.parseLong(huge.replaceFirst(".*\"updated_at\":([0-9]+).*", "$1"));
            peer.post("after", "small");

            CoverageReport closed = awaitReport(coverage, report -> !report.open());
            assertThat(closed.to()).isLessThanOrEqualTo(position);
            rig.awaitPeer("refused", 1);
            assertThat(live.records())
                    .noneMatch(record -> captured(record).itemId().equals("huge"));
        }
    }

    @Test
    void a_message_cut_in_the_middle_of_an_emoji_arrives_whole() {
        FakePeer peer = subscribe("emoji");
        byte[] message =
                "{\"event_type\":\"post_created\",\"data\":{\"id\":\"p\uD83D\uDE00\",\"updated_at\":%d,\"revision\":1}}"
                        .formatted(FakePeer.now())
                        .getBytes(UTF_8);
        int emoji = new String(message, UTF_8).indexOf('\uD83D');

        peer.sendInFragments(message, emoji + 1, emoji + 3);

        try (CaptureTopicTail live = rig.tail(TopicNames.CAPTURED_LIVE, "emoji")) {
            ConsumerRecord<byte[], byte[]> record = awaitOne(live);
            assertThat(record.value()).isEqualTo(message);
            assertThat(captured(record).itemId()).isEqualTo("p\uD83D\uDE00");
        }
    }

    @Test
    void an_oversized_frame_is_answered_with_1009_and_cuts_the_window() {
        FakePeer peer = subscribe("oversized");
        try (CaptureTopicTail coverage = rig.tail(TopicNames.COVERAGE, "oversized")) {
            // a window begins behind the confirmation by the lateness, and so ahead of the present
            awaitReport(coverage, report -> report.to() > report.from());

            long sent = peer.sendNow("x".repeat(ForumManifest.MAX_FRAME + 1));

            assertThat(awaitReport(coverage, report -> !report.open()).to()).isLessThanOrEqualTo(sent);
        }
        await().untilAsserted(() -> assertThat(peer.closeCode()).isEqualTo(1009));
        rig.awaitPeer("oversized", 1);
        assertThat(count("gapless.capture.disconnects", "cause", "oversized")).isPositive();
    }

    @Test
    void an_oversized_message_in_small_frames_is_answered_with_1009_too() {
        FakePeer peer = subscribe("fragments");
        byte[] message = "x".repeat(ForumManifest.MAX_FRAME + 2).getBytes(UTF_8);

        peer.sendInFragments(message, 100_000, 200_000, 300_000);

        await().untilAsserted(() -> assertThat(peer.closeCode()).isEqualTo(1009));
        rig.awaitPeer("fragments", 1);
    }

    @Test
    void invalid_utf_8_goes_to_the_dead_letters_byte_by_byte_and_the_connection_goes_on() {
        FakePeer peer = subscribe("broken");
        byte[] broken = {'{', '"', 'a', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'};

        peer.send(broken);
        peer.post("p1", "fine");

        try (CaptureTopicTail letters = rig.tail(TopicNames.DEAD_LETTERS, "broken");
                CaptureTopicTail live = rig.tail(TopicNames.CAPTURED_LIVE, "broken")) {
            ConsumerRecord<byte[], byte[]> letter = awaitOne(letters);
            assertThat(letter.value()).isEqualTo(broken);
            assertThat(letter.headers().lastHeader("gapless-rule")).isNotNull();
            assertThat(captured(awaitOne(live)).itemId()).isEqualTo("p1");
        }
        assertThat(rig.upstream.peers("broken")).hasSize(1);
    }

    @Test
    void an_account_that_is_not_assigned_any_more_is_left_with_its_window_closed() {
        FakePeer peer = subscribe("left");
        try (CaptureTopicTail coverage = rig.tail(TopicNames.COVERAGE, "left")) {
            awaitReport(coverage, report -> report.to() > report.from());

            rig.unassign("left");

            assertThat(awaitReport(coverage, report -> !report.open()).to()).isPositive();
        }
        await().until(peer::isGone);
        assertThat(peer.closeCode()).isEqualTo(1000);
    }

    @Test
    void a_close_frame_of_the_source_is_answered_and_the_connection_made_anew() {
        FakePeer peer = subscribe("closed");

        peer.close(1001);

        await().untilAsserted(() -> assertThat(peer.closeCode()).isEqualTo(1001));
        rig.awaitPeer("closed", 1);
        assertThat(count("gapless.capture.disconnects", "cause", "closed")).isPositive();
    }

    @Test
    void a_refused_credential_is_asked_for_anew() {
        int forgotten = rig.credentialsForgotten.get();
        rig.upstream.gate(credential -> Objects.equals(credential, "credential-" + (forgotten + 1)) ? 401 : 101);
        rig.assign("renewed");

        rig.awaitPeer("renewed", 0);

        assertThat(rig.upstream.credentials())
                .contains("credential-" + (forgotten + 1), "credential-" + (forgotten + 2));
        rig.upstream.gate(credential -> 101);
        assertThat(count("gapless.capture.connects", "result", "client_error")).isPositive();
    }

    @Test
    void numbers_of_connections_are_told_by_source() {
        subscribe("counted");

        await().untilAsserted(() -> assertThat(Objects.requireNonNull(capture)
                        .getBean(MeterRegistry.class)
                        .get("gapless.capture.connections")
                        .tag("source", rig.source)
                        .gauge()
                        .value())
                .isPositive());
        assertThat(count("gapless.upstream.calls", "result", "ok")).isPositive();
    }

    private FakePeer subscribe(String account) {
        rig.assign(account);
        FakePeer peer = rig.awaitPeer(account, 0);
        peer.confirm();
        return peer;
    }

    private double count(String name, String tag, String value) {
        return Objects.requireNonNull(capture)
                .getBean(MeterRegistry.class)
                .find(name)
                .tag(tag, value)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static CapturedRecord captured(ConsumerRecord<byte[], byte[]> record) {
        return CapturedRecord.of(
                name -> {
                    Header header = record.headers().lastHeader(name);
                    return header == null ? null : header.value();
                },
                record.value());
    }

    private static ConsumerRecord<byte[], byte[]> awaitOne(CaptureTopicTail tail) {
        return await().until(tail::records, records -> !records.isEmpty()).getFirst();
    }

    private static CoverageReport awaitReport(CaptureTopicTail coverage, Predicate<CoverageReport> wanted) {
        List<CoverageReport> found = await().until(
                        () -> CaptureRig.reports(coverage).stream()
                                .filter(wanted)
                                .toList(),
                        reports -> !reports.isEmpty());
        return found.getLast();
    }
}
