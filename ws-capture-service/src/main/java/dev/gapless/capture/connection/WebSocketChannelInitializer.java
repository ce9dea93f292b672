package dev.gapless.capture.connection;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** From bytes to whole messages. They stay bytes: one that is no valid text must be kept as it came. */
final class WebSocketChannelInitializer extends ChannelInitializer<SocketChannel> {

    private static final int MAX_HANDSHAKE = 64 * 1024;

    /** How long a goodbye may take to be sent. */
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final WebSocketConnector.ConnectRequest call;
    private final SslContext tls;
    private final WebSocketConnection.Listener listener;
    private final CompletableFuture<ConnectResult> result;

    WebSocketChannelInitializer(
            WebSocketConnector.ConnectRequest call,
            SslContext tls,
            WebSocketConnection.Listener listener,
            CompletableFuture<ConnectResult> result) {
        this.call = call;
        this.tls = tls;
        this.listener = listener;
        this.result = result;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        if (call.secure()) {
            channel.pipeline()
                    .addLast(tls.newHandler(channel.alloc(), call.uri().getHost(), call.port()));
        }
        channel.pipeline()
                .addLast(new HttpClientCodec())
                .addLast(new HttpObjectAggregator(MAX_HANDSHAKE))
                .addLast(new WebSocketClientProtocolHandler(config()))
                .addLast(new WebSocketFrameAggregator(call.maxMessageBytes()))
                .addLast(new MessageHandler(listener, result));
    }

    private WebSocketClientProtocolConfig config() {
        HttpHeaders headers = new DefaultHttpHeaders();
        call.headers().forEach(headers::set);
        return WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(call.uri())
                .customHeaders(headers)
                .maxFramePayloadLength(call.maxMessageBytes())
                .handshakeTimeoutMillis(call.timeout().toMillis())
                .forceCloseTimeoutMillis(GOODBYE.toMillis())
                .handleCloseFrames(false)
                .dropPongFrames(false)
                .withUTF8Validator(false)
                .build();
    }
}
