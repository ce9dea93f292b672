package dev.gapless.sandbox.http;

import dev.gapless.sandbox.faults.Disturbance;
import dev.gapless.sandbox.faults.Faults;
import dev.gapless.sandbox.socket.LiveDoor;
import dev.gapless.sandbox.world.Account;
import dev.gapless.sandbox.world.World;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection's requests: credential, then limit, then faults, then the answer. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final Routes routes;
    private final RateLimit limit;
    private final Faults faults;
    private final LiveDoor live;
    private final World world;
    private final Clock clock;

    RequestHandler(Routes routes, RateLimit limit, Faults faults, LiveDoor live, World world, Clock clock) {
        this.routes = routes;
        this.limit = limit;
        this.faults = faults;
        this.live = live;
        this.world = world;
        this.clock = clock;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        String account = Routes.accountOf(path);
        if (account == null) {
            send(context, request, routes.others(request), null, 0);
            return;
        }
        Answer refusal = routes.refusal(account, request);
        if (refusal != null) {
            send(context, request, refusal, null, 0);
        } else if (path.endsWith("/live")) {
            Account owner = world.account(account);
            if (owner != null) {
                live.upgrade(context, request, owner);
            }
        } else {
            data(context, request, account);
        }
    }

    private void data(ChannelHandlerContext context, FullHttpRequest request, String account) {
        RateLimit.Left left = limit.take(Routes.credential(request));
        if (!left.allowed()) {
            send(context, request, Answer.problem(429, "too many requests"), left, 1);
            return;
        }
        switch (faults.onRequest(account)) {
            case null -> send(context, request, answer(account, request), left, 0);
            case Disturbance.Limited(int retryAfter) ->
                send(context, request, Answer.problem(429, "too many requests"), left, retryAfter);
            case Disturbance.Broken(int status, boolean html) ->
                send(
                        context,
                        request,
                        html ? Answer.html(status, "Service Unavailable") : Answer.problem(status, "something broke"),
                        left,
                        0);
            case Disturbance.Late(var by) -> {
                FullHttpRequest kept = request.retain();
                var _ = context.executor()
                        .schedule(
                                () -> {
                                    send(context, kept, answer(account, kept), left, 0);
                                    kept.release();
                                },
                                by.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
        }
    }

    private Answer answer(String account, FullHttpRequest request) {
        try {
            return routes.data(account, request);
        } catch (BadParameterException e) {
            return Answer.problem(400, String.valueOf(e.getMessage()));
        }
    }

    private void send(
            ChannelHandlerContext context,
            FullHttpRequest request,
            Answer answer,
            RateLimit.@Nullable Left left,
            int retryAfter) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length)
                .set(
                        HttpHeaderNames.DATE,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                clock.instant().atOffset(ZoneOffset.UTC)));
        if (left != null) {
            response.headers()
                    .set("X-RateLimit-Limit", RateLimit.limit())
                    .set("X-RateLimit-Remaining", left.remaining())
                    .set("X-RateLimit-Reset", left.resetSeconds());
        }
        if (retryAfter > 0) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        response.headers()
                .set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("request-failed", cause);
        }
        var _ = context.close();
    }
}
