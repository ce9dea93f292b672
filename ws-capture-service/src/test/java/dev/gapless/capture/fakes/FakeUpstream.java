package dev.gapless.capture.fakes;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A platform with a live path only, on loopback, whose every socket is in the test's hands. */
public final class FakeUpstream implements AutoCloseable {

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<FakePeer> peers = new CopyOnWriteArrayList<>();
    private final List<String> credentials = new CopyOnWriteArrayList<>();
    private final Channel server;
    private volatile boolean confirms;
    private volatile Function<@Nullable String, Integer> gate = credential -> 101;

    public FakeUpstream() {
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(65_536))
                                .addLast(new PeerHandler(FakeUpstream.this));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    public URI url() {
        return URI.create("ws://127.0.0.1:%d/live/".formatted(port()));
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** @param status of the answer to a credential; 101 lets it in */
    public void gate(Function<@Nullable String, Integer> status) {
        gate = status;
    }

    /** All connections that were ever let in, the last one last. */
    public List<FakePeer> peers(String account) {
        return peers.stream().filter(peer -> peer.account().equals(account)).toList();
    }

    /** Everything that was shown at the gate. */
    public List<String> credentials() {
        return List.copyOf(credentials);
    }

    /** From now on every message is taken for a subscription and confirmed at once. */
    public void confirmAll() {
        confirms = true;
    }

    boolean confirms() {
        return confirms;
    }

    int admit(@Nullable String credential) {
        credentials.add(String.valueOf(credential));
        return gate.apply(credential);
    }

    void enter(FakePeer peer) {
        peers.add(peer);
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
