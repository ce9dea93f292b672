package dev.gapless.common.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds the calls of each caller to this replica, so that one program that calls in a loop does not slow down all
 * others. Calls between services are not bounded.
 */
final class CallerRateFilter extends OncePerRequestFilter {

    /** Callers that are remembered: those that called last. One that is forgotten begins with a full burst. */
    private static final int MOST_CALLERS = 10_000;

    private final CallerRateProperties rate;
    private final LongSupplier nanos;
    private final long pause;

    /** When the calls of each caller would be over, had they come evenly. */
    private final Map<String, Long> ends = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    /** @param nanos a monotonic clock */
    CallerRateFilter(CallerRateProperties rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
        this.pause = TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRemoteUser() == null || request.isUserInRole(FileTokens.SERVICE);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long wait = take(request.getRemoteUser());
        if (wait == 0) {
            chain.doFilter(request, response);
            return;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(wait) + 1;
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        ProblemAnswer.write(
                response,
                HttpStatus.TOO_MANY_REQUESTS,
                "calls of %s: too many (expected: %d a second, %d at once)"
                        .formatted(request.getRemoteUser(), rate.perSecond(), rate.burst()),
                "Try again after %d s, or give each program a token of its own.".formatted(seconds));
    }

    /** @return 0 when the call may go on, otherwise nanoseconds until one may */
    private synchronized long take(String caller) {
        long now = nanos.getAsLong();
        long end = ends.getOrDefault(caller, now);
        long begin = end - now > 0 ? end : now;
        long wait = begin - now - (rate.burst() - 1) * pause;
        if (wait > 0) {
            return wait;
        }
        ends.put(caller, begin + pause);
        return 0;
    }
}
