package dev.gapless.common.platform;

import dev.gapless.common.platform.IdempotentCalls.KeptAnswer;
import dev.gapless.common.platform.IdempotentCalls.KnownCall;
import dev.gapless.common.platform.tenant.CallerSources;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Carries out a call with an {@value IdempotencyKey#HEADER} once: the same call of the same caller gets the same answer
 * for 24 h. A call that is refused or fails is not carried out, so its key is free again.
 */
final class IdempotencyFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final int MAX_BODY = 4 * 1024 * 1024;
    private static final int REFUSED = 400;

    private final IdempotentCalls calls;

    IdempotencyFilter(IdempotentCalls calls) {
        this.calls = calls;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(IdempotencyKey.HEADER) == null
                || !request.getMethod().equals("POST")
                || EndpointRules.isReading(request.getMethod(), request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            carryOutOnce(request, response, chain);
        } catch (ErrorResponseException e) {
            Object remedy = e.getBody().getProperties() == null
                    ? null
                    : e.getBody().getProperties().get("remedy");
            ProblemAnswer.write(
                    response,
                    HttpStatus.valueOf(e.getStatusCode().value()),
                    String.valueOf(e.getBody().getDetail()),
                    String.valueOf(remedy));
        }
    }

    private void carryOutOnce(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!EndpointRules.takesIdempotencyKey(request.getMethod(), request.getRequestURI())) {
            throw ApiProblem.badRequest(
                    IdempotencyKey.HEADER + ": not taken by this request (expected: none)",
                    "Leave it out. docs/rest.md lists the requests that take it.");
        }
        IdempotencyKey key = new IdempotencyKey(request.getHeader(IdempotencyKey.HEADER));
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw ApiProblem.tooLarge(
                    "body: more than %d bytes (expected: at most that with %s)"
                            .formatted(MAX_BODY, IdempotencyKey.HEADER),
                    "Ask in parts.");
        }
        String caller = String.valueOf(request.getRemoteUser());
        switch (calls.begin(caller, key, digest(request, body))) {
            case KnownCall.Unused _ -> first(new BufferedRequest(request, body), response, chain, caller, key);
            case KnownCall.Answered(KeptAnswer answer) -> repeat(answer, response);
            case KnownCall.Begun begun ->
                throw ApiProblem.conflict(
                        "%s: its call began at %s and has no answer yet (expected: one that ended)"
                                .formatted(IdempotencyKey.HEADER, begun.at()),
                        "Try again in some seconds. If it stays so, its process ended: look whether it took effect.");
            case KnownCall.OfAnother _ ->
                throw ApiProblem.unprocessable(
                        IdempotencyKey.HEADER + ": used for another call within 24 h (expected: one key for one call)",
                        "Draw another key.");
        }
    }

    private void first(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            String caller,
            IdempotencyKey key)
            throws ServletException, IOException {
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        boolean answered = false;
        try {
            chain.doFilter(request, answer);
            answered = answer.getStatus() < REFUSED;
        } finally {
            keep(caller, key, answered, answer);
        }
        answer.copyBodyToResponse();
    }

    /** What cannot be kept holds its key as begun: no caller is told that nothing happened. */
    private void keep(String caller, IdempotencyKey key, boolean answered, ContentCachingResponseWrapper answer) {
        try {
            if (answered) {
                calls.answer(
                        caller,
                        key,
                        new KeptAnswer(
                                answer.getStatus(),
                                answer.getContentType(),
                                answer.getHeader(HttpHeaders.LOCATION),
                                answer.getContentAsByteArray()));
            } else {
                calls.forget(caller, key);
            }
        } catch (RuntimeException e) {
            LOG.warn("idempotent-answer-not-kept caller={} cause={}", caller, e.toString());
        }
    }

    private static void repeat(KeptAnswer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setHeader(REPLAYED, "true");
        if (answer.contentType() != null) {
            response.setContentType(answer.contentType());
        }
        if (answer.location() != null) {
            response.setHeader(HttpHeaders.LOCATION, answer.location());
        }
        response.getOutputStream().write(answer.body());
    }

    private static String digest(HttpServletRequest request, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String tenant = CallerSources.of(request).tenant();
            String call = "%s %s?%s %s%s\n"
                    .formatted(
                            request.getMethod(),
                            request.getRequestURI(),
                            request.getQueryString(),
                            request.getContentType(),
                            tenant == null ? "" : " " + tenant);
            digest.update(call.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
