package dev.gapless.common.platform;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Answers requests that no handler could take, in the same form as our own refusals: what was found, what was expected,
 * and a remedy. No text of the framework reaches the caller.
 */
@RestControllerAdvice
class RequestProblemHandler extends ResponseEntityExceptionHandler {

    private static final String REFERENCE = "docs/rest.md describes every request.";

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = detail(failure);
        if (detail == null) {
            return super.handleExceptionInternal(failure, body, headers, status, request);
        }
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("remedy", REFERENCE);
        return super.handleExceptionInternal(failure, problem, headers, status, request);
    }

    /** With the request's trace id, by which its lines are found in the logs, where traces are on. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String trace = MDC.get(RequestTraceFilter.TRACE_ID);
        if (trace != null && body instanceof ProblemDetail problem) {
            problem.setProperty("traceId", trace);
        }
        return super.createResponseEntity(body, headers, status, request);
    }

    /** Null for refusals that have words of our own already. */
    private static @Nullable String detail(Exception failure) {
        return switch (failure) {
            case NoResourceFoundException absent ->
                "path: /%s (expected: one of this service's)".formatted(absent.getResourcePath());
            case HttpRequestMethodNotSupportedException wrong ->
                "method: %s (expected: %s)".formatted(wrong.getMethod(), list(wrong.getSupportedHttpMethods()));
            case HttpMediaTypeNotSupportedException wrong ->
                "Content-Type: %s (expected: %s)"
                        .formatted(wrong.getContentType(), list(wrong.getSupportedMediaTypes()));
            case HttpMediaTypeNotAcceptableException wrong ->
                "Accept: a type that is not offered (expected: %s)".formatted(list(wrong.getSupportedMediaTypes()));
            case MissingServletRequestParameterException absent ->
                "%s: absent (expected: a value)".formatted(absent.getParameterName());
            case MissingRequestValueException absent -> "a required value: absent (expected: a value)";
            case MethodArgumentTypeMismatchException wrong -> mismatch(wrong.getName(), wrong);
            case TypeMismatchException wrong -> mismatch(String.valueOf(wrong.getPropertyName()), wrong);
            case HttpMessageNotReadableException unreadable ->
                "body: cannot be read (expected: the document that this request takes)";
            default -> null;
        };
    }

    private static String mismatch(String name, TypeMismatchException wrong) {
        return "%s: '%s' (expected: %s)".formatted(name, wrong.getValue(), expected(wrong.getRequiredType()));
    }

    private static String expected(@Nullable Class<?> type) {
        if (type != null && type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type == Instant.class ? "an instant, such as 2026-01-31T12:00:00Z" : "another value";
    }

    private static String list(@Nullable Collection<?> values) {
        return values == null || values.isEmpty()
                ? "another"
                : values.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }
}
