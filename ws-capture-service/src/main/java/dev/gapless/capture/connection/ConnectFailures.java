package dev.gapless.capture.connection;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;

/** What a failure on the way to a connection says. Messages of failures are left out: they may hold what we sent. */
final class ConnectFailures {

    static final ConnectResult NO_HANDSHAKE = new ConnectResult.TimedOut("no handshake in time");

    private ConnectFailures() {}

    static ConnectResult ofConnect(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return failure instanceof ConnectTimeoutException
                ? new ConnectResult.TimedOut("no connection in time")
                : new ConnectResult.Unreachable(name);
    }

    static ConnectResult ofHandshake(Throwable failure) {
        HttpResponse answer =
                failure instanceof WebSocketClientHandshakeException handshake ? handshake.response() : null;
        if (answer != null) {
            return new ConnectResult.Refused(
                    answer.status().code(), answer.headers().get(HttpHeaderNames.RETRY_AFTER));
        }
        return failure instanceof WebSocketHandshakeException
                ? NO_HANDSHAKE
                : new ConnectResult.Unreachable(failure.getClass().getSimpleName());
    }
}
