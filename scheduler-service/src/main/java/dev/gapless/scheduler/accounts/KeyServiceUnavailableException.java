package dev.gapless.scheduler.accounts;

import dev.gapless.common.platform.ApiProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** The service for keys did not do what it was asked for. It may later: callers get 503. */
final class KeyServiceUnavailableException extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    /** @param reason for the log; a caller does not see it */
    KeyServiceUnavailableException(String reason, @Nullable Throwable cause) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                ApiProblem.problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "credential: the service for keys does not give the key of its source now (expected: an answer)",
                        "Try again in some seconds. The scheduler's log has the reason."),
                new IllegalStateException(reason, cause));
    }
}
