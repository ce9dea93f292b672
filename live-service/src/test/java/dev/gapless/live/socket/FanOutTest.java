package dev.gapless.live.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.live.ChannelName;
import dev.gapless.live.completeness.SilentCompletenessWatch;
import dev.gapless.live.history.MemoryOnlyLog;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** Many connections of many channels, over sockets that are played, while changes come and others begin. */
@Timeout(120)
class FanOutTest {

    private static final int CLIENTS = 40;
    private static final int CHANNELS = 30;
    private static final int CHANNELS_A_CLIENT = 10;
    private static final int ROUNDS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MemoryOnlyLog log = new MemoryOnlyLog();
    private final List<ChannelName> channels = IntStream.range(0, CHANNELS)
            .mapToObj(number -> ChannelName.parse("s/a" + number + "/t"))
            .toList();

    /** Of each channel the items in the order of the log; an item's number is its offset. */
    private final Map<String, List<Long>> made = new HashMap<>();

    /** A client: where each of its channels began, and the items that it heard of it. */
    private final class Client {

        final SocketConnection connection;
        final Map<String, Long> begun = new ConcurrentHashMap<>();
        final Map<String, List<Long>> heard = new ConcurrentHashMap<>();

        Client(int number, int perFrame, FanOutThreads fanOut) {
            SocketProperties limits = new SocketProperties(
                    Duration.ofMillis(number % 3),
                    perFrame,
                    DataSize.ofMegabytes(64),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    1,
                    CHANNELS,
                    DataSize.ofKilobytes(64),
                    50,
                    Duration.ZERO);
            PlayedSocket socket = new PlayedSocket(
                    this::hear, () -> ThreadLocalRandom.current().nextInt(5) > 0);
            connection = new SocketConnection(
                    socket,
                    WireFormat.JSON,
                    new ChannelGrant(List.of("*/*/*"), Instant.MAX, Instant.MAX, null),
                    new ClientMessageReader(),
                    log.opener(),
                    SilentCompletenessWatch.of(log.opener()),
                    limits,
                    new SocketMeters(new SimpleMeterRegistry()),
                    Clock.systemUTC(),
                    fanOut::offer);
            socket.belongsTo(connection);
            String wanted = IntStream.range(0, CHANNELS_A_CLIENT)
                    .mapToObj(each -> channels.get((number * 7 + each) % CHANNELS))
                    .map("{\"channel\":\"%s\"}"::formatted)
                    .collect(Collectors.joining(","));
            connection.receive("{\"type\":\"subscribe\",\"channels\":[%s]}".formatted(wanted));
        }

        private void hear(JsonNode message) {
            String channel = message.path("channel").asString("");
            switch (message.path("type").asString()) {
                // e:b12 is the offset 12
                case "subscribed" ->
                    begun.put(
                            channel,
                            Long.parseLong(message.path("offset").asString().substring(3)));
                case "change" -> hear(channel, message.path("change"));
                case "batch_update" ->
                    message.path("batches")
                            .forEach(batch -> batch.path("changes")
                                    .forEach(
                                            change -> hear(batch.path("channel").asString(), change)));
                default -> {
                    // says nothing about changes
                }
            }
        }

        private void hear(String channel, JsonNode change) {
            heard.computeIfAbsent(channel, _ -> Collections.synchronizedList(new ArrayList<>()))
                    .add(Long.parseLong(change.path("item").asString()));
        }

        Map<String, List<Long>> expected() {
            Map<String, List<Long>> expected = new HashMap<>();
            begun.forEach((channel, offset) -> {
                List<Long> behind = made.getOrDefault(channel, List.of()).stream()
                        .filter(item -> item >= offset)
                        .toList();
                if (!behind.isEmpty()) {
                    expected.put(channel, behind);
                }
            });
            return expected;
        }

        long count(Map<String, List<Long>> items) {
            return items.values().stream().mapToLong(List::size).sum();
        }
    }

    private static void awaitBegun(Client client) {
        awaitSoon(() -> client.begun.size() == CHANNELS_A_CLIENT);
    }

    private static void awaitSoon(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(condition);
    }

    @Test
    void each_change_behind_the_beginning_is_heard_once_and_in_order_by_each_client() {
        Random random = new Random(1);
        List<Client> clients = new ArrayList<>();
        try (FanOutThreads fanOut = new FanOutThreads(2);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long next = 0;
            for (int round = 0; round < ROUNDS; round++) {
                if (clients.size() < CLIENTS && round % 10 == 0) {
                    // some frames hold one change
                    Client client = new Client(clients.size(), 1 + clients.size() % 4 * 10, fanOut);
                    clients.add(client);
                    threads.execute(client.connection);
                    if (clients.size() % 2 == 0) {
                        awaitBegun(client);
                    }
                }
                ChannelName channel = channels.get(random.nextInt(CHANNELS));
                int count = 1 + random.nextInt(3);
                for (int i = 0; i < count; i++) {
                    made.computeIfAbsent(channel.key(), _ -> new ArrayList<>()).add(next++);
                }
                log.append(channel, count, 50);
            }
            for (Client client : clients) {
                awaitBegun(client);
                awaitSoon(() -> client.count(client.heard) >= client.count(client.expected()));
            }
            clients.forEach(client -> client.connection.close(SocketCloseReason.GOING_AWAY));
        }
        assertThat(clients).hasSize(CLIENTS);
        for (Client client : clients) {
            assertThat(client.heard).isEqualTo(client.expected());
        }
        assertThat(clients.stream()
                        .mapToLong(client -> client.count(client.heard))
                        .sum())
                .isGreaterThan(3_000);
    }
}
