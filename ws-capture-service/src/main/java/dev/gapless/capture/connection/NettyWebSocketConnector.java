package dev.gapless.capture.connection;

import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.HostForm;
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
public final class NettyWebSocketConnector implements WebSocketConnector, AutoCloseable {

    static final ConnectResult NOT_PERMITTED =
            new ConnectResult.Unreachable("a private address, which the manifest or the operator does not permit");

    /** What a host's name leads to. */
    @FunctionalInterface
    interface HostResolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final EventLoopGroup loops;
    private final AddressPolicy policy;
    private final HostResolver names;
    private final SslContext tls;

    /**
     * @param threads event loops, 1 to 64
     * @param policy which addresses may be reached; asked at each connect
     */
    public static NettyWebSocketConnector open(int threads, AddressPolicy policy) throws SSLException {
        return new NettyWebSocketConnector(threads, policy, InetAddress::getAllByName);
    }

    NettyWebSocketConnector(int threads, AddressPolicy policy, HostResolver names) throws SSLException {
        this.policy = policy;
        this.names = names;
        this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        this.tls = SslContextBuilder.forClient().build();
    }

    @Override
    public ConnectResult connect(ConnectRequest call, WebSocketConnection.Listener listener)
            throws InterruptedException {
        if (!HostForm.isPlain(call.uri().getHost())) {
            return NOT_PERMITTED;
        }
        List<InetAddress> addresses;
        try {
            addresses = List.of(names.resolve(call.uri().getHost()));
        } catch (UnknownHostException e) {
            return new ConnectResult.Unreachable("the host's name cannot be resolved");
        }
        // the names are resolved once: what was checked is what is connected to
        if (!addresses.stream().allMatch(address -> policy.permits(call.rule(), address))) {
            return NOT_PERMITTED;
        }
        ConnectResult last = new ConnectResult.Unreachable("the host's name has no address");
        for (InetAddress address : addresses) {
            last = connect(call, address, listener);
            if (!(last instanceof ConnectResult.Unreachable)) {
                return last;
            }
        }
        return last;
    }

    private ConnectResult connect(ConnectRequest call, InetAddress address, WebSocketConnection.Listener listener)
            throws InterruptedException {
        CompletableFuture<ConnectResult> result = new CompletableFuture<>();
        ChannelFuture connecting = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        call.timeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new WebSocketChannelInitializer(call, tls, listener, result))
                .connect(new InetSocketAddress(address, call.port()));
        var _ = connecting.addListener(done -> {
            if (!done.isSuccess()) {
                var _ = result.complete(ConnectFailures.ofConnect(done.cause()));
            }
        });
        boolean connected = false;
        try {
            ConnectResult outcome = result.completeOnTimeout(
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
