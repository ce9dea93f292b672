package dev.gapless.deployment.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.deployment.openapi.ServiceFilters.MatrixCaller;
import jakarta.servlet.Filter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** The headers that keep browsers from doing harm with an answer, whoever asks and whatever the answer is. */
class SecurityHeadersTest {

    private static final Map<String, String> EXPECTED = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");

    private static final List<String> PATHS = List.of(
            "/livez",
            "/actuator/health",
            "/actuator/prometheus",
            "/actuator/env",
            "/v1/anything",
            "/internal/v1/x",
            "/");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(DocumentedService.class)
    void each_answer_has_them(DocumentedService service) {
        List<String> wrong = new ArrayList<>();
        new ServiceFilters(directory, entry -> {}).run(service, context -> {
            Filter filters = ServiceFilters.chain(context);
            for (String path : PATHS) {
                for (MatrixCaller caller : List.of(MatrixCaller.NOBODY, MatrixCaller.VIEWER, MatrixCaller.SERVICE)) {
                    check(filters, path, caller, wrong);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static void check(Filter filters, String path, MatrixCaller caller, List<String> wrong) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        request.setSecure(true);
        if (caller != MatrixCaller.NOBODY) {
            request.addHeader("Authorization", "Bearer " + caller.token());
        }
        MockHttpServletResponse answer = new MockHttpServletResponse();
        filters.doFilter(request, answer, new MockFilterChain());
        answer.flushBuffer();
        EXPECTED.forEach((name, value) -> {
            if (!value.equals(answer.getHeader(name))) {
                wrong.add("%s by %s: %s is %s".formatted(path, caller, name, answer.getHeader(name)));
            }
        });
        String strict = answer.getHeader("Strict-Transport-Security");
        if (strict == null || !strict.startsWith("max-age=31536000")) {
            wrong.add("%s by %s: Strict-Transport-Security is %s".formatted(path, caller, strict));
        }
        if (answer.getHeader("Set-Cookie") != null || answer.getHeader("Server") != null) {
            wrong.add("%s by %s: a cookie, or the server's name".formatted(path, caller));
        }
    }
}
