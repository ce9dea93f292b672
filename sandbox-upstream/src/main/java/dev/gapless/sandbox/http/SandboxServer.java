package dev.gapless.sandbox.http;

import dev.gapless.sandbox.faults.ActiveFaults;
import dev.gapless.sandbox.socket.LiveSocketRegistry;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.EventGenerator;
import dev.gapless.sandbox.world.PlatformModel;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** Both paths on one port of the loopback address. */
public final class SandboxServer implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int MAX_REQUEST = 64 * 1024;
    private static final long STRIKE_MILLIS = 100;

    /** Fixed, for what waits in the system's buffer is hidden from the mark of slow readers. */
    private static final int SEND_BUFFER = 256 * 1024;

    private static final WriteBufferWaterMark SLOW_READER = new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    private final Channel channel;

    /**
     * @param address where to listen; port 0 for any that is free
     * @param keepAlive told each time a caller says that the sandbox is still needed
     */
    public SandboxServer(
            InetSocketAddress address,
            PlatformModel world,
            TruthLog truth,
            ActiveFaults faults,
            ListingRetention retention,
            EventGenerator generator,
            Runnable keepAlive,
            String truthToken,
            String credentialPrefix,
            Clock clock) {
        LiveSocketRegistry live = new LiveSocketRegistry(world, truth, faults);
        SandboxCredentials credentials = new SandboxCredentials(world.accounts(), truthToken, credentialPrefix);
        CallCounts counts = new CallCounts();
        SandboxRateLimit limit = new SandboxRateLimit(System::nanoTime);
        AdminApi levers =
                new AdminApi(world, truth, faults, retention, limit, generator, keepAlive, credentials, counts);
        RequestRouter routes = new RequestRouter(
                world.accounts(), credentials, new ListingApi(truth, faults, retention), levers, limit, counts);
        ResponseWriter responder = new ResponseWriter(clock);
        this.channel = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, SLOW_READER)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection
                                .pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_REQUEST))
                                .addLast(new RequestHandler(routes, limit, counts, faults, live, responder));
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
        var striking = loops.scheduleAtFixedRate(live::strike, STRIKE_MILLIS, STRIKE_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> striking.cancel(false));
    }

    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
