package dev.gapless.checkpoint.problems;

import dev.gapless.common.platform.ApiProblem;
import io.micrometer.core.instrument.MeterRegistry;
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
 * Answers for the database when it does not do what it is asked. As a rule it is away, nothing was done, and the same
 * request may succeed soon. When it cannot hold what it was given, sending it again cannot help.
 */
@RestControllerAdvice
class DatabaseAway {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAway.class);

    private final MeterRegistry meters;

    DatabaseAway(MeterRegistry meters) {
        this.meters = meters;
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> failed(RuntimeException failure) {
        return DataErrors.state(failure).isPresent() ? refused(failure) : away(failure);
    }

    private static ResponseEntity<ProblemDetail> refused(RuntimeException failure) {
        LOG.error("database-refuses-data cause={}", failure.getClass().getSimpleName(), failure);
        return ResponseEntity.unprocessableContent()
                .body(ApiProblem.problem(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "the database cannot hold something of this request; nothing was changed",
                        "send its parts alone to find which one it is"));
    }

    private ResponseEntity<ProblemDetail> away(RuntimeException failure) {
        DatabaseFailure kind = DatabaseFailure.of(failure);
        meters.counter("gapless.database.failures", "cause", kind.label()).increment();
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
