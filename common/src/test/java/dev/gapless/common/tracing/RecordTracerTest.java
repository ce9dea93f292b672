package dev.gapless.common.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which records are traced, and what goes with them. */
class RecordTracerTest {

    private static final Instant SINCE = Instant.parse("2026-03-04T05:06:07Z");
    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String NOT_SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
            .build();

    private RecordTracer tracing(double ratio) {
        return new RecordTracer(provider.get("test"), ratio);
    }

    @Test
    void where_traces_are_off_there_is_one_span_for_all_and_it_records_nothing() {
        assertThat(RecordTracer.OFF.isOn()).isFalse();
        assertThat(RecordTracer.OFF.begin("a", SINCE)).isSameAs(Span.getInvalid());
        assertThat(RecordTracer.OFF.next("a", SpanKind.CONSUMER, TraceParent.of(SAMPLED)))
                .isSameAs(Span.getInvalid());
    }

    @Test
    void a_share_of_frames_begins_a_trace_and_for_the_rest_no_span_is_made() {
        RecordTracer tracer = tracing(0.25);

        long begun = IntStream.range(0, 10_000)
                .mapToObj(each -> tracer.begin("frame", SINCE))
                .filter(Span::isRecording)
                .count();

        assertThat(begun).isBetween(2_200L, 2_800L);
        assertThat(tracing(0).begin("frame", SINCE)).isSameAs(Span.getInvalid());
        assertThat(tracing(1).begin("frame", SINCE).isRecording()).isTrue();
    }

    @Test
    void a_trace_goes_on_under_its_id_and_nothing_is_traced_for_a_header_that_is_not_sampled_or_not_one() {
        RecordTracer tracer = tracing(0);

        Span next = tracer.next("decide", SpanKind.CONSUMER, TraceParent.of(SAMPLED));

        assertThat(next.isRecording()).isTrue();
        assertThat(next.getSpanContext().getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(tracer.next("decide", SpanKind.CONSUMER, TraceParent.of(NOT_SAMPLED)))
                .isSameAs(Span.getInvalid());
        assertThat(TraceParent.of("no trace").isValid()).isFalse();
        assertThat(TraceParent.of((String) null).isValid()).isFalse();
        assertThat(TraceParent.of("\u00ff\u0000".getBytes(StandardCharsets.UTF_8))
                        .isValid())
                .isFalse();
    }

    @Test
    void the_header_of_a_record_names_its_span() {
        SpanContext span = TraceParent.of(SAMPLED);

        assertThat(TraceParent.text(span)).isEqualTo(SAMPLED);
        assertThat(TraceParent.of(TraceParent.bytes(span)).getSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void a_request_names_its_traced_items_by_their_index_and_what_cannot_be_read_is_left_out() {
        Map<Integer, SpanContext> traced = new LinkedHashMap<>();
        traced.put(0, TraceParent.of(SAMPLED));
        traced.put(17, TraceParent.of(SAMPLED));

        String header = RowTraceHeader.text(traced);

        assertThat(header).isEqualTo("0=" + SAMPLED + ",17=" + SAMPLED);
        assertThat(RowTraceHeader.read(header)).containsOnlyKeys(0, 17);
        assertThat(RowTraceHeader.read("x," + "1=none,99999999=" + SAMPLED + ",=,2=" + SAMPLED))
                .containsOnlyKeys(2);
        assertThat(RowTraceHeader.read(null)).isEmpty();
        assertThat(RowTraceHeader.read(("3=" + SAMPLED + ",").repeat(5_000))).containsOnlyKeys(3);
    }

    @Test
    void the_header_of_the_most_items_is_shorter_than_servers_take() {
        Map<Integer, SpanContext> traced = new LinkedHashMap<>();
        IntStream.range(0, RowTraceHeader.MAX_ITEMS).forEach(i -> traced.put(9_000 + i, TraceParent.of(SAMPLED)));

        assertThat(RowTraceHeader.text(traced)).hasSizeLessThan(4_096);
    }
}
