package dev.gapless.sandbox.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes in on a live connection. */
final class FrameHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);

    private final LiveSocket socket;
    private final WebSocketServerHandshaker handshaker;

    FrameHandler(LiveSocket socket, WebSocketServerHandshaker handshaker) {
        this.socket = socket;
        this.handshaker = handshaker;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> socket.onText(text.text());
            case PingWebSocketFrame ping -> socket.onPing(ping.content().retain());
            case CloseWebSocketFrame close -> {
                if (!socket.silent()) {
                    var _ = handshaker.close(context.channel(), close.retain());
                }
            }
            default -> LOG.debug("frame-ignored type={}", frame.getClass().getSimpleName());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("live-connection-failed account={}", socket.accountId(), cause);
        }
        var _ = context.close();
    }
}
