package dev.gapless.capture.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * All connections on one small group of event loops. Messages stay bytes: one that is no valid text must be kept as it
 * came.
 */
final class NettyDialler implements Dialler, AutoCloseable {

    private static final int MAX_HANDSHAKE = 64 * 1024;

    private final EventLoopGroup loops;
    private final SslContext tls;

    NettyDialler(int threads) throws SSLException {
        this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        this.tls = SslContextBuilder.forClient().build();
    }

    @Override
    public Link dial(Call call, Link.Listener listener) throws DialException, InterruptedException {
        URI uri = call.uri();
        boolean secure = uri.getScheme().equals("wss");
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        CompletableFuture<Channel> ready = new CompletableFuture<>();
        Channel channel = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        call.timeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        if (secure) {
                            connection.pipeline().addLast(tls.newHandler(connection.alloc(), uri.getHost(), port));
                        }
                        connection
                                .pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(MAX_HANDSHAKE))
                                .addLast(new WebSocketClientProtocolHandler(config(call)))
                                .addLast(new WebSocketFrameAggregator(call.maxMessageBytes()))
                                .addLast(new MessageHandler(listener, ready));
                    }
                })
                .connect(new InetSocketAddress(permitted(call), port))
                .channel();
        channel.closeFuture()
                .addListener(closed -> ready.completeExceptionally(
                        new DialException("the connection was closed during the handshake", false)));
        try {
            return new NettyLink(ready.get(call.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            var _ = channel.close();
            throw MessageHandler.asDialFailure(e.getCause());
        } catch (TimeoutException e) {
            var _ = channel.close();
            throw new DialException("no handshake within " + call.timeout(), false);
        } catch (InterruptedException e) {
            var _ = channel.close();
            throw e;
        }
    }

    /** The address is checked after the name is resolved, and it is that address which is connected to. */
    private static InetAddress permitted(Call call) throws DialException {
        String host = call.uri().getHost();
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            return Arrays.stream(addresses)
                    .filter(call.rule()::permits)
                    .findFirst()
                    .orElseThrow(() -> new DialException(
                            host + " is a private address, which the manifest does not permit", false));
        } catch (UnknownHostException e) {
            throw new DialException(host + " cannot be resolved", false);
        }
    }

    private static WebSocketClientProtocolConfig config(Call call) {
        HttpHeaders headers = new DefaultHttpHeaders();
        call.headers().forEach(headers::set);
        return WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(call.uri())
                .customHeaders(headers)
                .maxFramePayloadLength(call.maxMessageBytes())
                .handshakeTimeoutMillis(call.timeout().toMillis())
                .dropPongFrames(false)
                .withUTF8Validator(false)
                .build();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
