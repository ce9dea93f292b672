package dev.gapless.scheduler.problems;

import dev.gapless.common.platform.ApiProblem;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers for the database when it does not do what it is asked. 422 is for a value that no column can hold, such as a
 * text with U+0000 or an instant beyond its years. Else 503 otherwise. It may be back soon.
 */
@RestControllerAdvice
class DatabaseProblemHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseProblemHandler.class);

    /** The SQLSTATE class of values that cannot be held, and of limits of PostgreSQL itself. */
    private static final String BAD_VALUE = "22";

    private static final String BEYOND_LIMIT = "54";

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> failed(RuntimeException failure) {
        String state = state(failure);
        if (state.startsWith(BAD_VALUE) || state.startsWith(BEYOND_LIMIT)) {
            LOG.info("request-not-storable state={}", state);
            return ResponseEntity.unprocessableContent()
                    .body(ApiProblem.problem(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "a value: of a form that the database cannot hold (expected: no U+0000, and ordinary ranges)",
                            "Look for such a character, and for a number or an instant that is too far away."));
        }
        LOG.warn("request-database-failed state={} cause={}", state, failure.toString(), failure);
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .body(ApiProblem.problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "the database did not carry this out; nothing was changed",
                        "Send it again after a second. If that goes on, look at the database."));
    }

    private static String state(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "none";
    }
}
