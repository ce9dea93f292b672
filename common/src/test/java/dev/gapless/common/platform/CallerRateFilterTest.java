package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class CallerRateFilterTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final CallerRateFilter filter = new CallerRateFilter(new CallerRateProperties(10, 3), nanos::get);

    private MockHttpServletResponse call(@Nullable String caller, String... roles) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/v1/gaps");
        request.setRemoteUser(caller);
        for (String role : roles) {
            request.addUserRole(role);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request, response, new MockFilterChain());
        return response;
    }

    private int status(@Nullable String caller, String... roles) throws Exception {
        return call(caller, roles).getStatus();
    }

    @Test
    void a_caller_may_call_so_many_at_once_and_then_evenly_and_others_are_not_held_up() throws Exception {
        for (int calls = 0; calls < 3; calls++) {
            assertThat(status("ann")).isEqualTo(200);
        }
        MockHttpServletResponse refused = call("ann");
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        assertThat(refused.getContentAsString()).contains("calls of ann", "10 a second, 3 at once");
        assertThat(status("bob")).isEqualTo(200);

        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(status("ann")).isEqualTo(200);
        assertThat(status("ann")).isEqualTo(429);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        for (int calls = 0; calls < 3; calls++) {
            assertThat(status("ann")).as("no more than a burst is saved up").isEqualTo(200);
        }
        assertThat(status("ann")).isEqualTo(429);
    }

    @Test
    void services_and_calls_without_a_caller_are_not_bounded() throws Exception {
        for (int calls = 0; calls < 10; calls++) {
            assertThat(status("service", FileTokens.SERVICE)).isEqualTo(200);
            assertThat(status(null)).isEqualTo(200);
        }
    }
}
