package dev.gapless.capture.account;

import dev.gapless.capture.connection.ConnectResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Figures of connections, by source. */
final class ConnectionMeters {

    private static final String SOURCE = "source";
    private static final String RESULT = "result";

    private static final int UNAUTHORISED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;

    private final MeterRegistry meters;
    private final ConcurrentMap<String, AtomicInteger> open = new ConcurrentHashMap<>();

    ConnectionMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    static boolean refusesCredential(int status) {
        return status == UNAUTHORISED || status == FORBIDDEN;
    }

    void connectAttempted(String source, ConnectResult outcome) {
        String result = switch (outcome) {
            case ConnectResult.Connected connected -> "ok";
            case ConnectResult.Refused refused -> resultOf(refused.status());
            case ConnectResult.TimedOut timedOut -> "timeout";
            case ConnectResult.Unreachable unreachable -> "network";
        };
        meters.counter("gapless.capture.connects", SOURCE, source, RESULT, result)
                .increment();
        meters.counter("gapless.upstream.calls", SOURCE, source, "path", "websocket", RESULT, result)
                .increment();
    }

    private static String resultOf(int status) {
        if (status == TOO_MANY) {
            return "throttled";
        }
        return status < SERVER_ERRORS ? "client_error" : "server_error";
    }

    void opened(String source) {
        openOf(source).incrementAndGet();
    }

    void closed(String source) {
        openOf(source).decrementAndGet();
    }

    void disconnected(String source, String cause) {
        meters.counter("gapless.capture.disconnects", SOURCE, source, "cause", cause)
                .increment();
    }

    /** A bug of ours: must stay 0. */
    void broken() {
        meters.counter("gapless.internal.errors", "where", "capture").increment();
    }

    private AtomicInteger openOf(String source) {
        return open.computeIfAbsent(
                source,
                name -> Objects.requireNonNull(
                        meters.gauge("gapless.capture.connections", Tags.of(SOURCE, name), new AtomicInteger())));
    }
}
