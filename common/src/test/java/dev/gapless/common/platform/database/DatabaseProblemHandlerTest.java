package dev.gapless.common.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class DatabaseProblemHandlerTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @RestController
    record RowsResource(Supplier<String> rows) {

        @GetMapping("/v1/rows")
        String all() {
            return rows.get();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "08006, 503, away, did not carry this out",
        "57P01, 503, away, did not carry this out",
        "42P01, 503, away, did not carry this out",
        "23505, 503, away, did not carry this out",
        "53100, 507, disk-full, disk is full",
        "53300, 503, out-of-connections, takes no more connections"
    })
    void what_may_pass_is_to_be_sent_again(String state, int status, String cause, String detail) throws Exception {
        MockHttpServletResponse answer = answer(
                new DataAccessResourceFailureException("select secret", new SQLException("host db.internal", state)));

        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
        assertThat(answer.getContentType()).isEqualTo("application/problem+json");
        assertThat(answer.getContentAsString())
                .contains(detail, "\"remedy\"")
                .doesNotContain("select secret", "db.internal", "Exception");
        assertThat(meters.counter("gapless.database.failures", "cause", cause).count())
                .isEqualTo(1);
    }

    @Test
    void a_database_that_cannot_be_reached_is_away() throws Exception {
        MockHttpServletResponse answer = answer(new CannotCreateTransactionException("no connection"));

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"22021", "22P05", "23514", "54000"})
    void what_the_database_cannot_hold_is_refused_and_not_to_be_sent_again(String state) throws Exception {
        MockHttpServletResponse answer =
                answer(new DataAccessResourceFailureException("insert", new SQLException("0x00", state)));

        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(answer.getHeader("Retry-After")).isNull();
        assertThat(answer.getContentAsString())
                .contains("the database cannot hold", "\"remedy\"")
                .doesNotContain("0x00");
        assertThat(meters.find("gapless.database.failures").counters())
                .isNotEmpty()
                .allSatisfy(failures -> assertThat(failures.count()).isZero());
    }

    private MockHttpServletResponse answer(RuntimeException failure) throws Exception {
        return MockMvcBuilders.standaloneSetup(new RowsResource(() -> {
                    throw failure;
                }))
                .setControllerAdvice(new DatabaseProblemHandler(meters))
                .build()
                .perform(get("/v1/rows"))
                .andReturn()
                .getResponse();
    }
}
