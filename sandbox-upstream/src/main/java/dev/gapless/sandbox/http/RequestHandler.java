package dev.gapless.sandbox.http;

import dev.gapless.sandbox.faults.Disturbance;
import dev.gapless.sandbox.faults.Faults;
import dev.gapless.sandbox.socket.LiveDoor;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection's requests: credential, then limit, then faults, then the answer. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    private static final int THROTTLED = 429;
    private static final int THROTTLED_SECONDS = 1;

    private final Routes routes;
    private final RateLimit limit;
    private final Faults faults;
    private final LiveDoor live;
    private final Responder responder;

    RequestHandler(Routes routes, RateLimit limit, Faults faults, LiveDoor live, Responder responder) {
        this.routes = routes;
        this.limit = limit;
        this.faults = faults;
        this.live = live;
        this.responder = responder;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (request.decoderResult().isFailure()) {
            responder.send(context, false, Answer.problem(400, "not an HTTP request"), null, 0);
            return;
        }
        switch (destination(request)) {
            case Destination.Plain(Answer answer) -> responder.send(context, keepAlive, answer, null, 0);
            case Destination.Data data -> serve(context, keepAlive, data);
            case Destination.Live(var account) -> {
                if (request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
                    live.upgrade(context, request, account);
                } else {
                    responder.send(context, keepAlive, Answer.problem(426, "only as a WebSocket"), null, 0);
                }
            }
        }
    }

    private Destination destination(FullHttpRequest request) throws IOException {
        try {
            return switch (routes.find(request)) {
                // bound to what the request says, not to its buffer, which is gone when a late answer is due
                case Destination.Data(var account, var answer) ->
                    new Destination.Data(account, () -> refusedIfWrong(answer));
                case Destination.Plain plain -> plain;
                case Destination.Live door -> door;
            };
        } catch (IllegalArgumentException e) {
            return new Destination.Plain(Answer.problem(400, String.valueOf(e.getMessage())));
        }
    }

    private static Answer refusedIfWrong(Supplier<Answer> answer) {
        try {
            return answer.get();
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, String.valueOf(e.getMessage()));
        } catch (GoneException e) {
            return e.answer();
        }
    }

    private void serve(ChannelHandlerContext context, boolean keepAlive, Destination.Data data) {
        RateLimit.Left left = limit.take(data.account().id());
        Disturbance disturbance = faults.onRequest(data.account().id());
        if (disturbance == null && !left.allowed()) {
            disturbance = new Disturbance.Limited(THROTTLED, THROTTLED_SECONDS, true);
        }
        disturbed(context, keepAlive, data, left, disturbance);
    }

    private void disturbed(
            ChannelHandlerContext context,
            boolean keepAlive,
            Destination.Data data,
            RateLimit.Left left,
            @Nullable Disturbance disturbance) {
        switch (disturbance) {
            case null -> responder.send(context, keepAlive, data.answer().get(), left, 0);
            case Disturbance.Limited(int status, int seconds, boolean retryAfter) ->
                responder.send(
                        context,
                        keepAlive,
                        Answer.problem(status, "too many requests"),
                        retryAfter ? left : new RateLimit.Left(false, 0, seconds),
                        retryAfter ? seconds : 0);
            case Disturbance.Unanswered() ->
                LOG.debug("request-left-unanswered account={}", data.account().id());
            case Disturbance.Broken(int status, boolean html, String detail) ->
                responder.send(
                        context,
                        keepAlive,
                        html ? Answer.html(status, "Service Unavailable") : Answer.problem(status, detail),
                        left,
                        0);
            case Disturbance.Late(var by) -> {
                var _ = context.executor()
                        .schedule(
                                () -> responder.send(
                                        context, keepAlive, data.answer().get(), left, 0),
                                by.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
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
