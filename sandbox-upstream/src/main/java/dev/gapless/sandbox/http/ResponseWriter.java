package dev.gapless.sandbox.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts answers on the wire, with the headers that all share. */
final class ResponseWriter {

    /** RFC 9110, 5.6.7; the JDK's own RFC 1123 format leaves out the zero of the first nine days. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final Clock clock;

    ResponseWriter(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param left what the limit leaves; null where there is none
     * @param retryAfter seconds; 0 for no such header
     */
    void send(
            ChannelHandlerContext context,
            boolean keepAlive,
            SandboxResponse answer,
            SandboxRateLimit.@Nullable Left left,
            int retryAfter) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        HttpHeaders headers = response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.DATE, DATE.format(clock.instant().atOffset(ZoneOffset.UTC)))
                .set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        if (answer.status() != HttpResponseStatus.NO_CONTENT.code()) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        if (left != null) {
            headers.set("X-RateLimit-Limit", left.limit())
                    .set("X-RateLimit-Remaining", left.remaining())
                    .set("X-RateLimit-Reset", left.resetSeconds());
        }
        if (retryAfter > 0) {
            headers.set(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
