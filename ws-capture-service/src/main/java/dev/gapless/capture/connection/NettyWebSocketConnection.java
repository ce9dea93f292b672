package dev.gapless.capture.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/** Writes to one channel; what cannot be written shows as the connection's end. */
record NettyWebSocketConnection(Channel channel) implements WebSocketConnection {

    @Override
    public void send(String text) {
        var _ = channel.writeAndFlush(new TextWebSocketFrame(text)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void ping(long number) {
        var _ = channel.writeAndFlush(new PingWebSocketFrame(Unpooled.copyLong(number)))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** The protocol handler sends a close frame before. */
    @Override
    public void close() {
        var _ = channel.close();
    }
}
