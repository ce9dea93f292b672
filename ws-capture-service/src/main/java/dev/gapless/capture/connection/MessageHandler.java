package dev.gapless.capture.connection;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns frames into calls of the listener. */
final class MessageHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final Logger LOG = LoggerFactory.getLogger(MessageHandler.class);
    private static final int UNAUTHORISED = 401;
    private static final int FORBIDDEN = 403;

    private final Link.Listener listener;
    private final CompletableFuture<Channel> ready;
    private String cause = "closed by the source";

    MessageHandler(Link.Listener listener, CompletableFuture<Channel> ready) {
        this.listener = listener;
        this.ready = ready;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> listener.message(ByteBufUtil.getBytes(text.content()));
            case BinaryWebSocketFrame binary -> listener.message(ByteBufUtil.getBytes(binary.content()));
            case PongWebSocketFrame pong -> listener.pong();
            default -> LOG.debug("frame-ignored type={}", frame.getClass().getSimpleName());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            ready.complete(context.channel());
        }
        super.userEventTriggered(context, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        listener.closed(cause);
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        cause = failure.getClass().getSimpleName();
        ready.completeExceptionally(failure);
        var _ = context.close();
    }

    static DialException asDialFailure(@Nullable Throwable failure) {
        if (failure instanceof DialException dial) {
            return dial;
        }
        if (failure instanceof WebSocketClientHandshakeException handshake) {
            HttpResponse answer = handshake.response();
            int status = answer == null ? 0 : answer.status().code();
            return new DialException(
                    "the handshake was answered with " + status, status == UNAUTHORISED || status == FORBIDDEN);
        }
        return new DialException(
                failure == null ? "unknown" : failure.getClass().getSimpleName(), false);
    }
}
