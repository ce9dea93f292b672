package dev.gapless.common.platform.database;

import dev.gapless.common.platform.ApiProblem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
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
 * Answers for the database when it does not do what it is asked. A value that it cannot hold is refused with 422. All
 * else may pass: nothing was changed, and the caller is told to send the request again.
 */
@RestControllerAdvice
class DatabaseProblemHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseProblemHandler.class);

    private final MeterRegistry meters;

    DatabaseProblemHandler(MeterRegistry meters) {
        this.meters = meters;
        // each cause counts from zero, so that its first time is an increase
        Arrays.stream(DatabaseFailure.values()).forEach(this::failures);
    }

    private Counter failures(DatabaseFailure kind) {
        return meters.counter("gapless.database.failures", "cause", kind.label());
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> failed(RuntimeException failure) {
        return DataErrors.state(failure).map(state -> refused(state, failure)).orElseGet(() -> away(failure));
    }

    private static ResponseEntity<ProblemDetail> refused(String state, RuntimeException failure) {
        LOG.warn("database-refuses-data state={}", state, failure);
        return ResponseEntity.unprocessableContent()
                .body(ApiProblem.problem(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "the database cannot hold something of this request; nothing was changed",
                        "Look for U+0000, and for a number or an instant that is too far away."
                                + " Sent alone, the parts of the request show which one it is."));
    }

    private ResponseEntity<ProblemDetail> away(RuntimeException failure) {
        DatabaseFailure kind = DatabaseFailure.of(failure);
        failures(kind).increment();
        LOG.warn(
                "database-failed cause={} failure={}",
                kind.label(),
                failure.getClass().getSimpleName(),
                failure);
        return ResponseEntity.status(kind.status())
                .header(HttpHeaders.RETRY_AFTER, "1")
                .body(ApiProblem.problem(kind.status(), kind.detail(), kind.remedy()));
    }
}
