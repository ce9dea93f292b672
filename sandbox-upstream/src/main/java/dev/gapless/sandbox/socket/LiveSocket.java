package dev.gapless.sandbox.socket;

import dev.gapless.sandbox.faults.Fault.Outcome;
import dev.gapless.sandbox.faults.Fault.Victim;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.truth.TruthLog.Door;
import dev.gapless.sandbox.world.Account;
import dev.gapless.sandbox.world.Streams;
import dev.gapless.sandbox.world.Version;
import dev.gapless.sandbox.world.World;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One live connection. Whatever is said on it goes through its event loop's queue in the order of the account's
 * monitor, so that a pong's time means what it says: the events before it have gone out before it.
 */
final class LiveSocket implements Victim {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SLOW_READER_CLOSE = 1008;
    private static final long LONGEST_WAIT_MILLIS = 500;

    private final Channel channel;
    private final Account account;
    private final World world;
    private final TruthLog truth;
    private final Consumer<Version> listener = this::onVersion;

    private volatile Set<String> streams = Set.of();
    private volatile boolean struck;
    private volatile @Nullable Outcome cutNext;
    private volatile boolean silenced;
    private volatile long silentUntil;

    LiveSocket(Channel channel, Account account, World world, TruthLog truth) {
        this.channel = channel;
        this.account = account;
        this.world = world;
        this.truth = truth;
    }

    String accountId() {
        return account.id();
    }

    /** On the event loop. */
    void onText(String text) {
        if (silent()) {
            return;
        }
        try {
            JsonNode message = JSON.readTree(text);
            switch (message.path("action").asString("")) {
                case "subscribe" -> subscribe(message.path("streams"));
                case "ping" -> pong(message.path("timestamp"));
                default -> error("unknown_action", "action: expected subscribe or ping");
            }
        } catch (JacksonException e) {
            error("not_json", "a message is a JSON object");
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

    private void subscribe(JsonNode wanted) {
        Set<String> known = new TreeSet<>(Streams.ALL);
        Set<String> chosen = new TreeSet<>();
        wanted.forEach(stream -> chosen.add(stream.asString("")));
        if (chosen.isEmpty() || !known.containsAll(chosen)) {
            error("bad_streams", "streams: expected some of " + known);
            return;
        }
        boolean first = streams.isEmpty();
        streams = chosen;
        ObjectNode confirmation = JSON.createObjectNode().put("type", "subscribed");
        chosen.forEach(confirmation.putArray("streams")::add);
        Consumer<Long> confirm =
                time -> send(confirmation.put("server_time", time).toString());
        if (first) {
            account.listen(listener, world.now(), confirm);
        } else {
            account.tellTime(world.now(), confirm);
        }
    }

    private void pong(JsonNode timestamp) {
        ObjectNode answer = JSON.createObjectNode().put("type", "pong");
        answer.set("timestamp", timestamp.isMissingNode() ? answer.nullNode() : timestamp);
        account.tellTime(
                world.now(), time -> send(answer.put("server_time", time).toString()));
    }

    private void error(String code, String detail) {
        send(JSON.createObjectNode()
                .put("type", "error")
                .put("code", code)
                .put("message", detail)
                .toString());
    }

    /** Holding the account's monitor: only hands over. */
    private void onVersion(Version version) {
        if (!streams.contains(version.stream()) || silent()) {
            return;
        }
        if (!channel.isWritable()) {
            channel.eventLoop().execute(this::dropSlowReader);
            return;
        }
        String event = EventWriter.write(version);
        channel.eventLoop().execute(() -> deliver(version, event));
    }

    private void dropSlowReader() {
        var _ = channel.writeAndFlush(new CloseWebSocketFrame(SLOW_READER_CLOSE, "too slow"))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void deliver(Version version, String event) {
        if (silent() || !channel.isActive()) {
            return;
        }
        truth.exposed(version.seq(), Door.LIVE);
        var _ = channel.writeAndFlush(new TextWebSocketFrame(event));
        cutIfDue();
    }

    private void send(String text) {
        channel.eventLoop().execute(() -> {
            if (!silent()) {
                var _ = channel.writeAndFlush(new TextWebSocketFrame(text));
            }
        });
    }

    private boolean silent() {
        return silenced && System.nanoTime() - silentUntil < 0;
    }

    @Override
    public void cut(Outcome outcome) {
        struck = true;
        cutNext = outcome;
        channel.eventLoop().execute(this::cutIfDue);
    }

    /** No close frame, and a reset in place of the usual goodbye: what was still on its way is gone. */
    private void cutIfDue() {
        Outcome outcome = cutNext;
        if (outcome != null && channel.isActive()) {
            cutNext = null;
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = channel.close().addListener(closed -> outcome.struck());
        }
    }

    @Override
    public void cutAfterNextEvent(Outcome outcome) {
        struck = true;
        cutNext = outcome;
        var _ = channel.eventLoop().schedule(this::cutIfDue, LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void silenceUntil(long nanoTime) {
        struck = true;
        silentUntil = nanoTime;
        silenced = true;
    }

    @Override
    public boolean healthy() {
        return !struck && !streams.isEmpty() && channel.isActive();
    }

    void closed() {
        account.stopListening(listener);
        Outcome outcome = cutNext;
        if (outcome != null) {
            cutNext = null;
            outcome.missed();
        }
    }
}
