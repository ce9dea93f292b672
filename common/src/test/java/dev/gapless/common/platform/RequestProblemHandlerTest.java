package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

class RequestProblemHandlerTest {

    private final MockMvc service = MockMvcBuilders.standaloneSetup(new ColoursResource())
            .setControllerAdvice(new RequestProblemHandler())
            .build();

    enum Colour {
        RED,
        BLUE
    }

    @RestController
    static final class ColoursResource {

        @GetMapping("/v1/colours")
        String of(
                @RequestParam Colour colour,
                @RequestParam(defaultValue = "1") int limit,
                @RequestParam(required = false) Instant from) {
            return "%s %d %s".formatted(colour, limit, from);
        }

        @PostMapping(path = "/v1/colours", consumes = MediaType.APPLICATION_JSON_VALUE)
        Map<String, Object> change(@RequestBody Map<String, Object> body) {
            return body;
        }
    }

    private void refused(RequestBuilder request, int status, String detail) throws Exception {
        var answer = service.perform(request).andReturn().getResponse();
        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(answer.getContentAsString())
                .contains(detail, "\"remedy\"")
                .doesNotContain("Failed to", "No static", "Required request", "not supported", "JSON parse", "java.");
    }

    @Test
    void what_a_framework_refuses_is_said_in_our_words() throws Exception {
        refused(get("/v1/colours").param("colour", "GREEN"), 400, "colour: 'GREEN' (expected: one of RED, BLUE)");
        refused(
                get("/v1/colours").param("colour", "RED").param("limit", "all"),
                400,
                "limit: 'all' (expected: a whole number)");
        refused(
                get("/v1/colours").param("colour", "RED").param("from", "noon"),
                400,
                "from: 'noon' (expected: an instant");
        refused(get("/v1/colours"), 400, "colour: absent (expected: a value)");
        refused(post("/v1/colours").contentType(MediaType.TEXT_PLAIN).content("x"), 415, "Content-Type: text/plain");
        refused(post("/v1/colours").contentType(MediaType.APPLICATION_JSON).content("{"), 400, "body: cannot be read");
        refused(
                org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete("/v1/colours"),
                405,
                "method: DELETE (expected: GET, POST)");
    }
}
