package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.gapless.common.tracing.RecordTracer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Trace ids of requests: in problems, in the lines of logs, and in the spans of sampled traces. */
class RequestTraceFilterTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-";

    private final BridgesResource bridges = new BridgesResource();
    private final RecordTracer tracer =
            new RecordTracer(SdkTracerProvider.builder().build().get("test"), 0);
    private final MockMvc service = MockMvcBuilders.standaloneSetup(bridges)
            .setControllerAdvice(new RequestProblemHandler())
            .addFilters(new RequestTraceFilter(tracer))
            .build();

    @RestController
    static final class BridgesResource {

        private final List<Map<String, String>> logged = new ArrayList<>();
        private SpanContext current = SpanContext.getInvalid();

        @GetMapping("/v1/bridges")
        String of() {
            logged.add(MDC.getCopyOfContextMap());
            current = Span.current().getSpanContext();
            throw ApiProblem.notFound("bridge: absent (expected: one)", "build one");
        }
    }

    private JsonNode problem(String traceparent) throws Exception {
        String answer = service.perform(
                        traceparent.isEmpty()
                                ? get("/v1/bridges")
                                : get("/v1/bridges").header("traceparent", traceparent))
                .andReturn()
                .getResponse()
                .getContentAsString();
        return JsonMapper.shared().readTree(answer);
    }

    @Test
    void a_problem_and_the_lines_of_its_request_have_the_callers_trace_id() throws Exception {
        assertThat(problem(PARENT + "01").get("traceId").asString()).isEqualTo(TRACE);

        assertThat(bridges.logged.getFirst()).containsEntry("trace.id", TRACE).containsKey("span.id");
        assertThat(bridges.current.getTraceId()).isEqualTo(TRACE);
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void without_a_sampled_trace_there_is_an_id_and_no_span() throws Exception {
        String fresh = problem("").get("traceId").asString();

        assertThat(fresh).matches("[0-9a-f]{32}");
        assertThat(problem("").get("traceId").asString()).isNotEqualTo(fresh);
        assertThat(problem(PARENT + "00").get("traceId").asString()).isEqualTo(TRACE);
        assertThat(bridges.logged).allSatisfy(line -> assertThat(line).doesNotContainKey("span.id"));
        assertThat(bridges.current.isValid()).isFalse();
    }

    @Test
    void an_endpoint_is_an_address_and_an_empty_one_means_no_traces() {
        assertThat(new TracingProperties(URI.create(""), 0.01).endpoint()).isNull();
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new TracingProperties(URI.create("collector:4318"), 0.01))
                .withMessageContaining("gapless.tracing.endpoint");
    }
}
