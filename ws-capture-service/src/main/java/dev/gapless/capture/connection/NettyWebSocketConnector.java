package dev.gapless.capture.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** All connections on one small group of event loops. */
final class NettyWebSocketConnector implements WebSocketConnector, AutoCloseable {

    private final EventLoopGroup loops;
    private final SslContext tls;

    NettyWebSocketConnector(int threads) throws SSLException {
        this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        this.tls = SslContextBuilder.forClient().build();
    }

    @Override
    public ConnectResult dial(ConnectRequest call, WebSocketConnection.Listener listener) throws InterruptedException {
        List<InetAddress> addresses;
        try {
            addresses = List.of(InetAddress.getAllByName(call.uri().getHost()));
        } catch (UnknownHostException e) {
            return new ConnectResult.Unreachable("the host's name cannot be resolved");
        }
        // the names are resolved once: what was checked is what is connected to
        ConnectResult last = new ConnectResult.Unreachable("a private address, which the manifest does not permit");
        for (InetAddress address :
                addresses.stream().filter(call.rule()::permits).toList()) {
            last = dial(call, address, listener);
            if (!(last instanceof ConnectResult.Unreachable)) {
                return last;
            }
        }
        return last;
    }

    private ConnectResult dial(ConnectRequest call, InetAddress address, WebSocketConnection.Listener listener)
            throws InterruptedException {
        CompletableFuture<ConnectResult> dialled = new CompletableFuture<>();
        ChannelFuture connecting = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        call.timeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new WebSocketChannelInitializer(call, tls, listener, dialled))
                .connect(new InetSocketAddress(address, call.port()));
        var _ = connecting.addListener(done -> {
            if (!done.isSuccess()) {
                var _ = dialled.complete(ConnectFailures.ofConnect(done.cause()));
            }
        });
        boolean connected = false;
        try {
            ConnectResult outcome = dialled.completeOnTimeout(
                            ConnectFailures.NO_HANDSHAKE, call.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .get();
            connected = outcome instanceof ConnectResult.Connected;
            return outcome;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome is never exceptional", e);
        } finally {
            if (!connected) {
                var _ = connecting.channel().close();
            }
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
}
