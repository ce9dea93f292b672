package dev.gapless.sandbox.socket;

import dev.gapless.sandbox.faults.ActiveFaults;
import dev.gapless.sandbox.faults.EventFault;
import dev.gapless.sandbox.faults.SandboxFault.TargetSocket;
import dev.gapless.sandbox.faults.SocketFault;
import dev.gapless.sandbox.truth.ExposurePath;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.ItemVersion;
import dev.gapless.sandbox.world.SandboxAccount;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live connection. Its messages go through its event loop's queue in the order of the account's monitor. So the
 * events before the time of a pong have gone out before the pong.
 */
final class LiveSocket implements TargetSocket {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSocket.class);

    private final Channel channel;
    private final SandboxAccount account;
    private final LongSupplier now;
    private final TruthLog truth;
    private final ActiveFaults faults;
    private final SocketFaults strikes = new SocketFaults();
    private final Consumer<ItemVersion> listener = this::onVersion;

    /** Empty until the first subscription; changes while the account's monitor is held. */
    private volatile Set<String> streams = Set.of();

    LiveSocket(Channel channel, SandboxAccount account, LongSupplier now, TruthLog truth, ActiveFaults faults) {
        this.channel = channel;
        this.account = account;
        this.now = now;
        this.truth = truth;
        this.faults = faults;
    }

    @Override
    public String id() {
        return channel.id().asLongText();
    }

    @Override
    public Set<String> streams() {
        return streams;
    }

    @Override
    public String accountId() {
        return account.id();
    }

    boolean silent() {
        return strikes.silent();
    }

    /** On the event loop. */
    void onText(String text) {
        // frames read in one go with the one that ended the connection still arrive here
        if (silent() || !channel.isActive() || faults.onMessage(this)) {
            return;
        }
        switch (SocketRequest.read(text)) {
            case SocketRequest.Subscribe(Set<String> wanted) -> subscribe(wanted);
            case SocketRequest.Ping ping ->
                account.tellTime(now.getAsLong(), time -> send(SocketReplies.pong(ping.timestamp(), time)));
            case SocketRequest.Refused(String code, String message) -> send(SocketReplies.error(code, message));
        }
    }

    /** On the event loop. */
    void onPing(ByteBuf payload) {
        if (silent()) {
            payload.release();
        } else {
            var _ = channel.writeAndFlush(new PongWebSocketFrame(payload));
        }
    }

    /** The choice changes at the told instant: nothing of before it is sent by the new choice. */
    private void subscribe(Set<String> wanted) {
        boolean first = streams.isEmpty();
        Consumer<Long> confirm = time -> {
            streams = wanted;
            send(SocketReplies.subscribed(wanted, time));
        };
        if (first) {
            account.listen(listener, now.getAsLong(), confirm);
        } else {
            account.tellTime(now.getAsLong(), confirm);
        }
    }

    /** Holding the account's monitor: only hands over. */
    private void onVersion(ItemVersion version) {
        if (!streams.contains(version.stream()) || silent()) {
            return;
        }
        switch (faults.onEvent(this, version)) {
            case null -> channel.eventLoop().execute(() -> deliver(version, EventWriter.write(version)));
            case EventFault.Renamed() ->
                channel.eventLoop().execute(() -> deliver(version, EventWriter.writeRenamed(version)));
            case EventFault.Lost() -> LOG.debug("event-swallowed account={} seq={}", account.id(), version.seq());
            case EventFault.Held(Duration by, SocketFault outcome) -> {
                var _ = channel.eventLoop()
                        .schedule(() -> deliverLate(version, outcome), by.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }

    private void deliverLate(ItemVersion version, SocketFault outcome) {
        if (deliver(version, EventWriter.write(version))) {
            outcome.landed();
        } else {
            outcome.missed();
        }
    }

    /** False when it was not sent. */
    private boolean deliver(ItemVersion version, String event) {
        if (silent() || !channel.isActive()) {
            return false;
        }
        if (!channel.isWritable()) {
            // at once and without a goodbye: to skip this one event and send the next would be a lie
            LOG.info("slow-reader-closed account={}", account.id());
            var _ = channel.close();
            return false;
        }
        truth.exposed(List.of(version), ExposurePath.LIVE);
        var _ = channel.writeAndFlush(new TextWebSocketFrame(event));
        strikes.afterEvent(channel);
        return true;
    }

    /** Always through the queue, even on the event loop: events handed over before this go out before it. */
    private void send(String text) {
        channel.eventLoop().execute(() -> {
            if (!silent() && channel.isActive()) {
                var _ = channel.writeAndFlush(new TextWebSocketFrame(text));
            }
        });
    }

    @Override
    public void cut(SocketFault strike) {
        channel.eventLoop().execute(() -> strikes.carryOut(strike, channel));
    }

    @Override
    public void cutAfterNextEvent(SocketFault strike) {
        channel.eventLoop().execute(() -> strikes.arm(strike, channel));
    }

    @Override
    public void sayGoodbye(String reason) {
        channel.eventLoop().execute(() -> {
            if (channel.isActive()) {
                var _ = channel.writeAndFlush(
                                new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, reason))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        });
    }

    @Override
    public void silence(Duration length) {
        strikes.silence(length);
    }

    @Override
    public boolean healthy() {
        return !streams.isEmpty() && channel.isActive() && strikes.none();
    }

    /** On the event loop. */
    void closed() {
        account.stopListening(listener);
        strikes.closed();
    }
}
