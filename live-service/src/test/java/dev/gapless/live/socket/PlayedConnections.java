package dev.gapless.live.socket;

import dev.gapless.common.live.ChannelName;
import dev.gapless.live.completeness.SilentCompletenessWatch;
import dev.gapless.live.history.MemoryOnlyLog;
import dev.gapless.live.protocol.ClientMessage.WantedChannel;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** What tests of connections share: a log in memory, and a socket that is played. */
abstract class PlayedConnections {

    static final ChannelName ONE = ChannelName.parse("s/one/t");
    static final ChannelName OTHER = ChannelName.parse("s/other/t");
    static final int PER_FRAME = 50;
    /** Of a client in a second. */
    static final int MOST_FRAMES = 50;

    final MemoryOnlyLog log = new MemoryOnlyLog();
    final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    final MeterRegistry meters = new SimpleMeterRegistry();
    final List<String> items = new ArrayList<>();
    int frames;
    final PlayedSocket socket = new PlayedSocket(this::sent, () -> true);
    Consumer<JsonNode> heard = _ -> {};

    ConnectionChannels channels(SocketMeters counts) {
        return channels(counts, socket);
    }

    ConnectionChannels channels(SocketMeters counts, ClientSocket to) {
        return new ConnectionChannels(
                new ChannelGrant(List.of("*/*/*"), Instant.MAX, Instant.MAX, null),
                log.opener(),
                SilentCompletenessWatch.of(log.opener()),
                limits(Duration.ofHours(1), Duration.ofHours(1)),
                counts,
                new SocketSender(to, WireFormat.JSON, counts),
                () -> {},
                () -> {},
                () -> false);
    }

    /** So that a failure is one, and no wait. */
    static void closeSoon(SocketConnection connection) {
        try {
            Thread.sleep(30_000);
            connection.close(SocketCloseReason.INTERNAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    SocketConnection connection(Duration heartbeat, Instant until) {
        return connection(heartbeat, until, SocketConnection::wake);
    }

    SocketConnection connection(Duration heartbeat, Instant until, Consumer<SocketConnection> fanOut) {
        return connection(socket, heartbeat, until, fanOut);
    }

    SocketConnection connection(PlayedSocket to, Duration heartbeat, Instant until, Consumer<SocketConnection> fanOut) {
        SocketConnection connection = new SocketConnection(
                to,
                WireFormat.JSON,
                new ChannelGrant(List.of("*/*/*"), until, until, null),
                new ClientMessageReader(),
                log.opener(),
                SilentCompletenessWatch.of(log.opener()),
                limits(Duration.ofMillis(1), heartbeat),
                new SocketMeters(meters),
                clock,
                fanOut);
        to.belongsTo(connection);
        return connection;
    }

    static SocketProperties limits(Duration flushEvery, Duration heartbeat) {
        return new SocketProperties(
                flushEvery,
                PER_FRAME,
                DataSize.ofKilobytes(8),
                Duration.ofSeconds(10),
                heartbeat,
                1,
                10,
                DataSize.ofKilobytes(64),
                MOST_FRAMES,
                Duration.ZERO);
    }

    void sent(JsonNode said) {
        if (is(said, "change") || is(said, "batch_update")) {
            frames++;
            said.findValues("item").forEach(item -> items.add(item.asString()));
        }
        heard.accept(said);
    }

    static boolean is(JsonNode message, String type) {
        return message.path("type").asString("").equals(type);
    }

    static WantedChannel channel(ChannelName channel, @Nullable String offset, boolean latest) {
        return new WantedChannel(channel.key(), offset, null, latest, false);
    }

    static void subscribe(SocketConnection connection, WantedChannel... wanted) {
        connection.receive("{\"type\":\"subscribe\",\"channels\":[%s]}"
                .formatted(Stream.of(wanted).map(PlayedConnections::json).collect(Collectors.joining(","))));
    }

    static String json(WantedChannel wanted) {
        String offset = wanted.offset() == null ? "" : ",\"offset\":\"%s\"".formatted(wanted.offset());
        return "{\"channel\":\"%s\"%s,\"latest\":%s}".formatted(wanted.channel(), offset, wanted.latest());
    }

    double closed(SocketCloseReason reason) {
        return meters.counter("gapless.live.closed", "reason", reason.word()).count();
    }
}
