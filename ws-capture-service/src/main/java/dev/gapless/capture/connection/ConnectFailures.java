package dev.gapless.capture.connection;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What a failure on the way to a connection says. Messages of failures are left out: they may hold what we sent. */
final class ConnectFailures {

    static final ConnectResult NO_HANDSHAKE = new ConnectResult.TimedOut("no handshake in time");

    private ConnectFailures() {}

    static ConnectResult ofConnect(Throwable failure) {
        return failure instanceof ConnectTimeoutException
                ? new ConnectResult.TimedOut("no connection in time")
                : new ConnectResult.Unreachable(words(failure));
    }

    private static String words(Throwable failure) {
        return switch (failure) {
            case UnknownHostException unknown -> "the host name has no address";
            case ConnectException refused -> "nothing listens at the address";
            case SSLException tls -> "no TLS connection: the certificate or the protocol is not accepted";
            default -> "the network failed: " + failure.getClass().getSimpleName();
        };
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
                : new ConnectResult.Unreachable(words(failure));
    }
}
