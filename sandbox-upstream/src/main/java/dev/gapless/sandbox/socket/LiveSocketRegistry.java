package dev.gapless.sandbox.socket;

import dev.gapless.sandbox.faults.ActiveFaults;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.PlatformModel;
import dev.gapless.sandbox.world.SandboxAccount;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All live connections. */
public final class LiveSocketRegistry {

    private static final int MAX_FRAME = 64 * 1024;

    private final List<LiveSocket> sockets = new CopyOnWriteArrayList<>();
    private final PlatformModel world;
    private final TruthLog truth;
    private final ActiveFaults faults;

    public LiveSocketRegistry(PlatformModel world, TruthLog truth, ActiveFaults faults) {
        this.world = world;
        this.truth = truth;
        this.faults = faults;
    }

    /** Turns a request, whose credential was checked, into a live connection. */
    public void upgrade(ChannelHandlerContext context, FullHttpRequest request, SandboxAccount account) {
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        "ws://" + request.headers().get("Host") + request.uri(), null, false, MAX_FRAME)
                .newHandshaker(request);
        if (handshaker == null) {
            var _ = WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
            return;
        }
        LiveSocket socket = new LiveSocket(context.channel(), account, world::now, truth, faults);
        context.pipeline().addLast(new FrameHandler(socket, handshaker));
        sockets.add(socket);
        context.channel().closeFuture().addListener(closed -> {
            sockets.remove(socket);
            socket.closed();
        });
        var _ = handshaker.handshake(context.channel(), request);
    }

    /** Lets the faults look at the sockets; called about ten times a second. */
    public void strike() {
        faults.onSockets(sockets);
    }
}
