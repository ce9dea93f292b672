package dev.gapless.sandbox.http;

import dev.gapless.sandbox.faults.ActiveFaults;
import dev.gapless.sandbox.faults.RequestFault;
import dev.gapless.sandbox.socket.LiveSocketRegistry;
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

    private final RequestRouter routes;
    private final SandboxRateLimit limit;
    private final CallCounts counts;
    private final ActiveFaults faults;
    private final LiveSocketRegistry live;
    private final ResponseWriter responder;

    RequestHandler(
            RequestRouter routes,
            SandboxRateLimit limit,
            CallCounts counts,
            ActiveFaults faults,
            LiveSocketRegistry live,
            ResponseWriter responder) {
        this.routes = routes;
        this.limit = limit;
        this.counts = counts;
        this.faults = faults;
        this.live = live;
        this.responder = responder;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (request.decoderResult().isFailure()) {
            responder.send(context, false, SandboxResponse.problem(400, "not an HTTP request"), null, 0);
            return;
        }
        switch (destination(request)) {
            case RouteTarget.Plain(SandboxResponse answer) -> responder.send(context, keepAlive, answer, null, 0);
            case RouteTarget.Data data -> serve(context, keepAlive, data);
            case RouteTarget.Live(var account) -> {
                if (request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
                    live.upgrade(context, request, account);
                } else {
                    responder.send(context, keepAlive, SandboxResponse.problem(426, "only as a WebSocket"), null, 0);
                }
            }
        }
    }

    private RouteTarget destination(FullHttpRequest request) throws IOException {
        try {
            return switch (routes.find(request)) {
                // bound to what the request says, not to its buffer, which is gone when a late answer is due
                case RouteTarget.Data(var account, var holder, var answer) ->
                    new RouteTarget.Data(account, holder, () -> refusedIfWrong(answer));
                case RouteTarget.Plain plain -> plain;
                case RouteTarget.Live socket -> socket;
            };
        } catch (IllegalArgumentException e) {
            return new RouteTarget.Plain(SandboxResponse.problem(400, String.valueOf(e.getMessage())));
        }
    }

    private static SandboxResponse refusedIfWrong(Supplier<SandboxResponse> answer) {
        try {
            return answer.get();
        } catch (IllegalArgumentException e) {
            return SandboxResponse.problem(400, String.valueOf(e.getMessage()));
        } catch (GoneException e) {
            return e.answer();
        }
    }

    private void serve(ChannelHandlerContext context, boolean keepAlive, RouteTarget.Data data) {
        SandboxRateLimit.Left left = limit.take(data.holder());
        RequestFault disturbance = faults.onRequest(data.account().id());
        if (disturbance == null && !left.allowed()) {
            disturbance = new RequestFault.Limited(THROTTLED, THROTTLED_SECONDS, true);
        }
        disturbed(context, keepAlive, data, left, disturbance);
    }

    private void disturbed(
            ChannelHandlerContext context,
            boolean keepAlive,
            RouteTarget.Data data,
            SandboxRateLimit.Left left,
            @Nullable RequestFault disturbance) {
        switch (disturbance) {
            case null -> send(context, keepAlive, data.answer().get(), left, 0);
            case RequestFault.Limited(int status, int seconds, boolean retryAfter) -> {
                counts.limited();
                send(
                        context,
                        keepAlive,
                        SandboxResponse.problem(status, "too many requests"),
                        retryAfter ? left : new SandboxRateLimit.Left(false, left.limit(), 0, seconds),
                        retryAfter ? seconds : 0);
            }
            case RequestFault.Unanswered() ->
                LOG.debug("request-left-unanswered account={}", data.account().id());
            case RequestFault.Broken(int status, boolean html, String detail) ->
                send(
                        context,
                        keepAlive,
                        html
                                ? SandboxResponse.html(status, "Service Unavailable")
                                : SandboxResponse.problem(status, detail),
                        left,
                        0);
            case RequestFault.Late(var by) -> {
                var _ = context.executor()
                        .schedule(
                                () -> send(context, keepAlive, data.answer().get(), left, 0),
                                by.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
        }
    }

    private void send(
            ChannelHandlerContext context,
            boolean keepAlive,
            SandboxResponse answer,
            SandboxRateLimit.Left left,
            int retryAfter) {
        boolean told = limit.told();
        responder.send(context, keepAlive, answer, told ? left : null, told ? retryAfter : 0);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("request-failed", cause);
        }
        var _ = context.close();
    }
}
