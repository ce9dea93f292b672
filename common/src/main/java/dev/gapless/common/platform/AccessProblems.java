package dev.gapless.common.platform;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Answers of calls that no caller may make, or whose caller is not known, as problem documents. */
final class AccessProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final int RETRY_SECONDS = 5;

    private final AuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();
    private final AccessDeniedHandler refusal = new BearerTokenAccessDeniedHandler();

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException, ServletException {
        if (cause instanceof CallerUnknownException unknown) {
            response.setIntHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            ProblemAnswer.write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "token: cannot be looked at now: " + unknown.getMessage(),
                    "Try again in some seconds.");
            return;
        }
        challenge.commence(request, response, cause);
        HttpStatus status = HttpStatus.valueOf(response.getStatus());
        String detail = cause instanceof InvalidBearerTokenException
                ? String.valueOf(cause.getMessage())
                : "Authorization: no token that can be read (expected: Bearer TOKEN)";
        ProblemAnswer.write(
                response,
                status,
                detail,
                "Show a token that is valid; an administrator makes one: ./gapless token create.");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException, ServletException {
        refusal.handle(request, response, cause);
        ProblemAnswer.write(
                response,
                HttpStatus.FORBIDDEN,
                "role: does not allow %s of this path".formatted(request.getMethod()),
                "Use a token with a role that may; docs/operations/access.md tells which.");
    }
}
