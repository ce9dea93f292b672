package dev.gapless.capture.fakes;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import org.jspecify.annotations.Nullable;

/** One socket of the {@link FakeUpstream}. */
final class PeerHandler extends SimpleChannelInboundHandler<Object> {

    private final FakeUpstream upstream;
    private @Nullable FakePeer peer;

    PeerHandler(FakeUpstream upstream) {
        this.upstream = upstream;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {
        switch (message) {
            case FullHttpRequest request -> handshake(context, request);
            case PingWebSocketFrame ping -> {
                var _ = context.writeAndFlush(
                        new PongWebSocketFrame(ping.content().retain()));
            }
            case TextWebSocketFrame text -> {
                here().heard(text.text());
                if (upstream.confirms()) {
                    here().confirm();
                }
            }
            case CloseWebSocketFrame close -> {
                here().closedWith(close.statusCode());
                var _ = context.close();
            }
            default -> throw new IllegalStateException(message.getClass().getName());
        }
    }

    private void handshake(ChannelHandlerContext context, FullHttpRequest request) {
        int status = upstream.admit(request.headers().get("Authorization"));
        if (status != HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.EMPTY_BUFFER))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        FakePeer entering =
                new FakePeer(request.uri().substring(request.uri().lastIndexOf('/') + 1), context.channel());
        peer = entering;
        new WebSocketServerHandshakerFactory("ws://127.0.0.1/", null, true, 16_000_000)
                .newHandshaker(request)
                .handshake(context.channel(), request)
                .addListener(done -> upstream.enter(entering));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (peer != null) {
            peer.gone();
        }
    }

    private FakePeer here() {
        if (peer == null) {
            throw new IllegalStateException("a frame before the handshake");
        }
        return peer;
    }
}
