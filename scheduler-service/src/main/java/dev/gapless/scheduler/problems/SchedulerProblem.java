package dev.gapless.scheduler.problems;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Requests that cannot be carried out, as RFC 9457 problem details with the member {@code remedy}. */
public final class SchedulerProblem {

    private SchedulerProblem() {}

    public static ErrorResponseException notFound(String detail, String remedy) {
        return of(HttpStatus.NOT_FOUND, detail, remedy);
    }

    /** It was there once. */
    public static ErrorResponseException gone(String detail, String remedy) {
        return of(HttpStatus.GONE, detail, remedy);
    }

    public static ErrorResponseException badRequest(String detail, String remedy) {
        return of(HttpStatus.BAD_REQUEST, detail, remedy);
    }

    public static ErrorResponseException unprocessable(String detail, String remedy) {
        return of(HttpStatus.UNPROCESSABLE_CONTENT, detail, remedy);
    }

    public static ErrorResponseException conflict(String detail, String remedy) {
        return of(HttpStatus.CONFLICT, detail, remedy);
    }

    /** @param problems every mistake, as the member {@code problems} */
    public static ErrorResponseException unprocessable(String detail, String remedy, List<?> problems) {
        ErrorResponseException refusal = unprocessable(detail, remedy);
        refusal.getBody().setProperty("problems", problems);
        return refusal;
    }

    private static ErrorResponseException of(HttpStatus status, String detail, String remedy) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("remedy", remedy);
        return new ErrorResponseException(status, problem, null);
    }
}
