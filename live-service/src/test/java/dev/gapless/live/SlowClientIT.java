package dev.gapless.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A client that does not read, and what its neighbour notices. */
class SlowClientIT {

    /** Changes, of so many characters, that are more than the kernel keeps for a client that does not read. */
    private static final int MANY = 500;

    private static final int LONG = 20_000;

    /** At once: fewer bytes than may wait for a client. */
    private static final int PORTION = 100;

    /** For what takes two seconds on a machine that has nothing else to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** So long a client may not read. A thread that waits for it does so for about as long. */
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LESS_THAN_A_TIMEOUT = Duration.ofSeconds(7);

    @TempDir
    private Path directory;

    private final ChangeTopicWriter writer = new ChangeTopicWriter();
    private final StreamId channel = new StreamId("it", TestServers.unique("acc"), "posts");
    private LiveReplica replica;
    private PlayedClients clients;

    SlowClientIT() throws ExecutionException, InterruptedException {}

    @BeforeEach
    void start() throws IOException {
        replica = LiveReplica.start(
                directory,
                writer.servers(),
                // so that no client is cut because the machine is too busy for an answer
                "--gapless.live.socket.heartbeat=5m",
                "--gapless.live.socket.send-timeout=" + SEND_TIMEOUT.toSeconds() + "s");
        clients = new PlayedClients(replica);
    }

    @AfterEach
    void close() {
        clients.close();
        replica.stop();
        writer.close();
    }

    @Test
    @Timeout(240)
    void who_does_not_read_is_cut_and_resumes_and_its_neighbour_stays_connected() throws Exception {
        String ticket = clients.ticket("");
        clients.awaitReady(ticket);
        HeardChanges prompt = new HeardChanges();
        String stalledAt;
        String begin;
        List<String> stalledHeard = new ArrayList<>();
        try (LiveChangeClient neighbour = LiveChangeClients.quick(List.of(replica.address()), prompt);
                UnhurriedSocket stalled = new UnhurriedSocket(clients.socket(ticket))) {
            neighbour.subscribe(channel, "");
            await().until(() -> !prompt.messages("subscribed").isEmpty());
            stalled.say(PlayedClients.subscription(channel));
            stalledAt = stalled.await("subscribed").path("offset").asString();
            begin = stalledAt;
            // it goes on talking, and so notices when it is cut
            Thread talking = Thread.startVirtualThread(() -> talk(stalled));

            long longest = 0;
            for (int first = 0; first < MANY; first += PORTION) {
                writer.writeLong(channel, first, PORTION, LONG);
                long begun = System.nanoTime();
                int written = first + PORTION;
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> prompt.items().size() >= written);
                longest = Math.max(longest, System.nanoTime() - begun);
            }
            assertThat(Duration.ofNanos(longest))
                    .as("the neighbour's longest pause")
                    .isLessThan(LESS_THAN_A_TIMEOUT);
            assertThat(talking.join(PATIENCE)).as("cut").isTrue();
            await().untilAsserted(() -> assertThat(replica.closed()).containsKey("slow"));
            for (JsonNode message = stalled.read(); message != null; message = stalled.read()) {
                stalledHeard.addAll(PlayedClients.items(message));
                stalledAt = message.has("batches")
                        ? message.path("batches").get(0).path("offset").asString()
                        : message.path("offset").asString(stalledAt);
            }
            assertThat(stalledHeard).hasSizeLessThan(MANY);
            assertThat(prompt.items()).doesNotHaveDuplicates().hasSize(MANY);
            assertThat(prompt.messages("connected")).hasSize(1);
        }
        HeardChanges resumed = new HeardChanges();
        try (LiveChangeClient again = LiveChangeClients.quick(List.of(replica.address()), resumed)) {
            again.subscribe(channel, stalledAt);
            await().atMost(PATIENCE).until(() -> resumed.items().size() + stalledHeard.size() >= MANY);
            assertThat(Stream.concat(stalledHeard.stream(), resumed.items().stream()))
                    .doesNotHaveDuplicates()
                    .hasSize(MANY);
            assertThat(resumed.resets()).isEmpty();
        }
        leaves_while_a_frame_waits_for_it(ticket, begin);
    }

    /** It is not slow, and its place is free at once. */
    private void leaves_while_a_frame_waits_for_it(String ticket, String begin) throws IOException {
        await().until(() -> replica.connections() == 0);
        double slow = replica.closed().getOrDefault("slow", 0.0);
        try (UnhurriedSocket leaving = new UnhurriedSocket(clients.socket(ticket))) {
            leaving.say("{\"type\":\"subscribe\",\"channels\":[{\"channel\":\"%s\",\"offset\":\"%s\"}]}"
                    .formatted(channel, begin));
            leaving.await("subscribed");
            AtomicLong sentBefore = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(200))
                    .until(() -> sentBefore.getAndSet((long) replica.sent()) == (long) replica.sent());
            leaving.vanish();
            await().pollInterval(Duration.ofMillis(10)).until(() -> replica.connections() == 0);
        }
        assertThat(replica.closed()).containsEntry("slow", slow);
    }

    private static void talk(UnhurriedSocket client) {
        try {
            while (true) {
                client.say("{\"type\":\"pong\"}");
                Thread.sleep(100);
            }
        } catch (IOException e) {
            // the server has cut the connection, as it is to
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
