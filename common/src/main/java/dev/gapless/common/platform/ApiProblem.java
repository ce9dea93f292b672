package dev.gapless.common.platform;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Requests that cannot be carried out, as RFC 9457 problem details with the member {@code remedy}. */
public final class ApiProblem {

    private ApiProblem() {}

    /** A parameter or a header of the request breaks a rule. */
    public static ErrorResponseException badRequest(String detail, String remedy) {
        return of(HttpStatus.BAD_REQUEST, detail, remedy);
    }

    public static ErrorResponseException notFound(String detail, String remedy) {
        return of(HttpStatus.NOT_FOUND, detail, remedy);
    }

    /** It may be asked, but not as things stand. */
    public static ErrorResponseException conflict(String detail, String remedy) {
        return of(HttpStatus.CONFLICT, detail, remedy);
    }

    /** The body can be read, and something in it breaks a rule. */
    public static ErrorResponseException unprocessable(String detail, String remedy) {
        return of(HttpStatus.UNPROCESSABLE_CONTENT, detail, remedy);
    }

    public static ErrorResponseException tooLarge(String detail, String remedy) {
        return of(HttpStatus.CONTENT_TOO_LARGE, detail, remedy);
    }

    /** It cannot be done here and now, whatever is asked. */
    public static ErrorResponseException unavailable(String detail, String remedy) {
        return of(HttpStatus.SERVICE_UNAVAILABLE, detail, remedy);
    }

    /** It was there once. */
    public static ErrorResponseException gone(String detail, String remedy) {
        return of(HttpStatus.GONE, detail, remedy);
    }

    /** @param problems every mistake, as the member {@code problems} */
    public static ErrorResponseException unprocessable(String detail, String remedy, List<?> problems) {
        ErrorResponseException refusal = unprocessable(detail, remedy);
        refusal.getBody().setProperty("problems", problems);
        return refusal;
    }

    /**
     * Something is not as the caller's plan says.
     *
     * @param differences each of them, as the member {@code differences}
     */
    public static ErrorResponseException preconditionFailed(String detail, String remedy, List<?> differences) {
        ErrorResponseException refusal = of(HttpStatus.PRECONDITION_FAILED, detail, remedy);
        refusal.getBody().setProperty("differences", differences);
        return refusal;
    }

    private static ErrorResponseException of(HttpStatus status, String detail, String remedy) {
        return new ErrorResponseException(status, problem(status, detail, remedy), null);
    }

    /** The body of such an answer, for a handler that writes it itself. */
    public static ProblemDetail problem(HttpStatus status, String detail, String remedy) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("remedy", remedy);
        return problem;
    }
}
