package dev.gapless.common.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class IdempotencyFilterTest {

    private static final String STOP = "{\"scope\":\"all\",\"reason\":\"a test\"}";

    /** Keys in memory; it may refuse to keep answers. */
    private static final class RememberedCalls implements IdempotentCalls {

        private record Row(String digest, @Nullable KeptAnswer answer) {}

        private final Map<String, Row> rows = new HashMap<>();
        private boolean full;

        @Override
        public KnownCall begin(String caller, IdempotencyKey key, String digest) {
            Row row = rows.putIfAbsent(caller + key, new Row(digest, null));
            if (row == null) {
                return new KnownCall.Unused();
            }
            if (!row.digest().equals(digest)) {
                return new KnownCall.OfAnother();
            }
            return row.answer() == null ? new KnownCall.Begun(Instant.EPOCH) : new KnownCall.Answered(row.answer());
        }

        @Override
        public void answer(String caller, IdempotencyKey key, KeptAnswer answer) {
            if (full) {
                throw new IllegalStateException("disk full");
            }
            rows.computeIfPresent(caller + key, (id, row) -> new Row(row.digest(), answer));
        }

        @Override
        public void forget(String caller, IdempotencyKey key) {
            rows.remove(caller + key);
        }
    }

    private final RememberedCalls calls = new RememberedCalls();
    private final IdempotencyFilter filter = new IdempotencyFilter(calls);
    private final AtomicInteger carriedOut = new AtomicInteger();
    private int status = 202;

    @Test
    void the_same_call_with_the_same_key_is_carried_out_once_and_answered_the_same() throws Exception {
        MockHttpServletResponse first = post("/v1/stops", "ann", "key-1", STOP);
        MockHttpServletResponse again = post("/v1/stops", "ann", "key-1", STOP);

        assertThat(carriedOut).hasValue(1);
        assertThat(body(first)).isEqualTo("{\"call\":1,\"body\":%s}".formatted(STOP));
        assertThat(body(again)).isEqualTo(body(first));
        assertThat(again.getStatus()).isEqualTo(202);
        assertThat(again.getContentType()).isEqualTo("application/json");
        assertThat(again.getHeader("Location")).isEqualTo("/v1/stops/1");
        assertThat(again.getHeader("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.getHeader("Idempotency-Replayed")).isNull();
    }

    @Test
    void another_call_with_the_same_key_is_refused_and_another_callers_key_is_another() throws Exception {
        post("/v1/stops", "ann", "key-1", STOP);
        assertThat(post("/v1/stops", "ann", "key-1", STOP + " ").getStatus()).isEqualTo(422);
        assertThat(post("/v1/stops?x=1", "ann", "key-1", STOP).getStatus()).isEqualTo(422);
        assertThat(post("/v1/control:recover", "ann", "key-1", STOP).getStatus())
                .isEqualTo(422);
        assertThat(carriedOut).hasValue(1);
        assertThat(post("/v1/stops", "bob", "key-1", STOP).getStatus()).isEqualTo(202);
        assertThat(post("/v1/stops", "ann", null, STOP).getStatus()).isEqualTo(202);
        assertThat(carriedOut).hasValue(3);
    }

    @Test
    void a_call_that_was_not_carried_out_leaves_its_key_free() throws Exception {
        for (int refused : new int[] {400, 404, 409, 422, 500, 503}) {
            status = refused;
            assertThat(post("/v1/stops", "ann", "key-1", STOP).getStatus()).isEqualTo(refused);
        }
        status = 202;
        assertThat(post("/v1/stops", "ann", "key-1", "{\"mended\":true}").getStatus())
                .isEqualTo(202);
    }

    @Test
    void a_call_whose_answer_is_not_known_is_not_carried_out_again() throws Exception {
        calls.full = true;
        assertThat(post("/v1/stops", "ann", "key-1", STOP).getStatus()).isEqualTo(202);
        MockHttpServletResponse again = post("/v1/stops", "ann", "key-1", STOP);
        assertThat(again.getStatus()).isEqualTo(409);
        assertThat(body(again)).contains("no answer yet", "look whether it took effect");
        assertThat(carriedOut).hasValue(1);
    }

    @Test
    void what_is_no_key_or_too_long_is_refused_and_not_carried_out() throws Exception {
        for (String wrong : new String[] {"", " ", "a b", "ä", "a".repeat(201), "a\nb"}) {
            assertThat(post("/v1/stops", "ann", wrong, STOP).getStatus()).isEqualTo(400);
        }
        assertThat(post("/v1/stops", "ann", "key-1", "a".repeat(4 * 1024 * 1024 + 1))
                        .getStatus())
                .isEqualTo(413);
        MockHttpServletResponse secret = post("/v1/tokens", "eve", "key-1", "{}");
        assertThat(secret.getStatus())
                .as("its answer holds a secret, which is not stored")
                .isEqualTo(400);
        assertThat(carriedOut).hasValue(0);
        assertThat(calls.rows).isEmpty();
    }

    @Test
    void questions_and_other_methods_are_passed_on() throws Exception {
        assertThat(post("/v1/certificates", "ann", "key-1", "{}").getStatus()).isEqualTo(202);
        assertThat(post("/v1/certificates", "ann", "key-1", "{}").getStatus()).isEqualTo(202);
        assertThat(call("DELETE", "/v1/stops/1", "ann", "key-1", "").getStatus())
                .isEqualTo(202);
        assertThat(carriedOut).hasValue(3);
        assertThat(calls.rows).isEmpty();
    }

    private MockHttpServletResponse post(String path, String caller, @Nullable String key, String body)
            throws Exception {
        return call("POST", path, caller, key, body);
    }

    private MockHttpServletResponse call(String method, String path, String caller, @Nullable String key, String body)
            throws Exception {
        int query = path.indexOf('?');
        MockHttpServletRequest request =
                new MockHttpServletRequest(method, query < 0 ? path : path.substring(0, query));
        request.setQueryString(query < 0 ? null : path.substring(query + 1));
        request.setRemoteUser(caller);
        request.setContentType("application/json");
        request.setContent(body.getBytes(UTF_8));
        if (key != null) {
            request.addHeader("Idempotency-Key", key);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request, response, handler());
        return response;
    }

    private FilterChain handler() {
        return (request, response) -> {
            HttpServletResponse answer = (HttpServletResponse) response;
            byte[] body = request.getInputStream().readAllBytes();
            answer.setStatus(status);
            if (status < 300) {
                int call = carriedOut.incrementAndGet();
                answer.setContentType("application/json");
                answer.setHeader("Location", "/v1/stops/" + call);
                write(answer, "{\"call\":%d,\"body\":%s}".formatted(call, new String(body, UTF_8)));
            }
        };
    }

    private static void write(HttpServletResponse answer, String body) throws IOException {
        answer.getOutputStream().write(body.getBytes(UTF_8));
    }

    private static String body(MockHttpServletResponse response) {
        return new String(response.getContentAsByteArray(), UTF_8);
    }
}
