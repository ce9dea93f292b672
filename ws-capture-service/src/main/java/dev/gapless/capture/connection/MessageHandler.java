package dev.gapless.capture.connection;

import dev.gapless.capture.connection.CloseReason.Cause;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns frames into calls of the listener. */
final class MessageHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final Logger LOG = LoggerFactory.getLogger(MessageHandler.class);
    private static final String DECODER = "ws-decoder";
    private static final String ENCODER = "ws-encoder";

    private final WebSocketConnection.Listener listener;
    private final CompletableFuture<ConnectResult> result;
    private boolean open;
    private CloseReason closure = new CloseReason(Cause.DROPPED, "no close frame");

    MessageHandler(WebSocketConnection.Listener listener, CompletableFuture<ConnectResult> result) {
        this.listener = listener;
        this.result = result;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> listener.message(ByteBufUtil.getBytes(text.content()));
            case BinaryWebSocketFrame binary -> listener.message(ByteBufUtil.getBytes(binary.content()));
            case PongWebSocketFrame pong -> listener.pong(numberOf(pong.content()));
            case CloseWebSocketFrame close -> closedBySource(context, close);
            default -> LOG.debug("frame-ignored type={}", frame.getClass().getSimpleName());
        }
    }

    private static long numberOf(ByteBuf payload) {
        return payload.readableBytes() == Long.BYTES ? payload.getLong(payload.readerIndex()) : -1;
    }

    private void closedBySource(ChannelHandlerContext context, CloseWebSocketFrame close) {
        closure =
                new CloseReason(Cause.CLOSED, close.statusCode() < 0 ? "without a code" : "code " + close.statusCode());
        var _ = context.writeAndFlush(close.retainedDuplicate()).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            open = true;
            letTheDecoderSpeak(context.pipeline());
            var _ = result.complete(new ConnectResult.Connected(new NettyWebSocketConnection(context.channel())));
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            // the connection is closed next, by ourselves
            var _ = result.complete(ConnectFailures.NO_HANDSHAKE);
        }
        super.userEventTriggered(context, event);
    }

    /**
     * The handshake leaves the encoder behind the decoder, where the decoder's own close frames (1009, 1002) do not
     * come past it and are never sent.
     */
    private static void letTheDecoderSpeak(ChannelPipeline pipeline) {
        var _ = pipeline.remove(ENCODER);
        pipeline.addBefore(DECODER, ENCODER, new WebSocket13FrameEncoder(true));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (open) {
            listener.closed(closure);
        } else {
            // behind an answer that ends with the connection, which the handlers before this one have passed on by now
            var _ = result.complete(new ConnectResult.Unreachable("the connection was closed during the handshake"));
        }
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        String name = failure.getClass().getSimpleName();
        if (!open) {
            var _ = result.complete(ConnectFailures.ofHandshake(failure));
        }
        switch (failure) {
            case TooLongFrameException tooLong -> {
                closure = new CloseReason(Cause.OVERSIZED, "a message in fragments");
                say(context, WebSocketCloseStatus.MESSAGE_TOO_BIG);
            }
            case CorruptedWebSocketFrameException corrupted -> {
                boolean tooBig = corrupted.closeStatus().code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
                // the decoder closes it, with the code that belongs to it
                closure = new CloseReason(tooBig ? Cause.OVERSIZED : Cause.PROTOCOL, name);
            }
            case CodecException codec -> {
                closure = new CloseReason(Cause.PROTOCOL, name);
                var _ = context.close();
            }
            default -> {
                closure = new CloseReason(Cause.NETWORK, name);
                var _ = context.close();
            }
        }
    }

    private static void say(ChannelHandlerContext context, WebSocketCloseStatus status) {
        var _ = context.writeAndFlush(new CloseWebSocketFrame(status)).addListener(ChannelFutureListener.CLOSE);
    }
}
