package dev.gapless.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.position.StreamId;
import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ten thousand reconnects at random moments under load, over two replicas of which one is killed. In between each
 * client polls for a while, and goes on at the socket where that came to.
 */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ManyReconnectsIT {

    private static final int RECONNECTS = 10_000;
    private static final int CLIENTS = 30;
    private static final int CHANNELS = 5;
    private static final int CUTS_A_TURN = 15;
    private static final int POLLS_A_TURN = 3;
    private static final int PER_WRITE = 10;

    @TempDir
    private Path directory;

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger reconnects = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicBoolean killed = new AtomicBoolean();
    private final AtomicBoolean written = new AtomicBoolean();
    private final String run = TestServers.unique("many");

    private StreamId channel(int number) {
        return new StreamId("it", run + "-" + number % CHANNELS, "posts");
    }

    /** One client, and what it heard by either path. */
    private final class RestlessClient {

        private final Random random;
        private final StreamId channel;
        private final List<URI> replicas;
        private final HeardChanges heard = new HeardChanges();
        private final List<String> polled = Collections.synchronizedList(new ArrayList<>());
        private volatile String offset = "";

        RestlessClient(int number, List<URI> replicas) {
            this.random = new Random(number);
            this.channel = channel(number);
            this.replicas = replicas;
        }

        private int heardItems() {
            return heard.items().size() + polled.size();
        }

        Void begin() throws IOException {
            try (LiveChangeClient socket = LiveChangeClients.quick(replicas, heard)) {
                socket.subscribe(channel, "");
                await().until(() -> !socket.offset(channel).isEmpty());
                offset = socket.offset(channel);
            }
            return null;
        }

        Void reconnect() throws IOException, InterruptedException {
            while (reconnects.get() < RECONNECTS) {
                int before = subscribed();
                LiveChangeClient socket = LiveChangeClients.quick(replicas, heard);
                try {
                    socket.subscribe(channel, offset);
                    for (int cut = 0; cut < CUTS_A_TURN; cut++) {
                        awaitSubscribed(before);
                        reconnects.incrementAndGet();
                        // at any moment: while it is resumed, or while changes come
                        TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
                        before = subscribed();
                        socket.cut();
                    }
                } finally {
                    socket.close();
                }
                // once nothing more is heard
                offset = socket.offset(channel);
                for (int poll = 0; poll < POLLS_A_TURN; poll++) {
                    poll();
                }
            }
            return null;
        }

        private void awaitSubscribed(int before) {
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> subscribed() > before);
        }

        private int subscribed() {
            return heard.messages("subscribed").size();
        }

        private void poll() throws IOException, InterruptedException {
            URI replica = replicas.get(killed.get() ? 0 : random.nextInt(replicas.size()));
            HttpResponse<String> answer;
            try {
                answer = ask(replica, channel, offset);
            } catch (IOException e) {
                // it was killed at this moment
                assertThat(killed).isTrue();
                return;
            }
            assertThat(answer.statusCode()).isIn(200, 204);
            polls.incrementAndGet();
            if (answer.statusCode() == 200) {
                polled.addAll(PlayedClients.items(json.readTree(answer.body())));
            }
            offset = answer.headers().firstValue("Stream-Next-Offset").orElseThrow();
        }

        /** By polling alone. */
        Void readToEnd(int all) throws IOException, InterruptedException {
            for (int poll = 0; heardItems() < all && poll < 10_000; poll++) {
                poll();
            }
            return null;
        }
    }

    private HttpResponse<String> ask(URI replica, StreamId channel, String offset)
            throws IOException, InterruptedException {
        HttpRequest mint = HttpRequest.newBuilder(replica.resolve("/v1/live/tickets"))
                .header("Authorization", "Bearer " + LiveReplica.TOKEN.reveal())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        String ticket = json.readTree(http.send(mint, BodyHandlers.ofString()).body())
                .path("ticket")
                .asString();
        URI url = replica.resolve("/v1/live/streams/%s?ticket=%s&offset=%s"
                .formatted(channel, URLEncoder.encode(ticket, UTF_8), URLEncoder.encode(offset, UTF_8)));
        return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }

    private Process replicaProcess(String kafka, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LiveApplication.class.getName()));
        command.addAll(List.of(LiveReplica.arguments(
                directory,
                kafka,
                "--server.port=" + port,
                "--gapless.instance=it-killed",
                "--gapless.live.socket.flush-every=20ms",
                "--gapless.live.http.poll=1s")));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("killed.log").toFile())
                .start();
    }

    @Test
    void ten_thousand_reconnects_over_a_killed_replica_and_polling_lose_and_repeat_nothing() throws Exception {
        int port = LoopbackPorts.free(1)[0];
        ChangeTopicWriter writer = new ChangeTopicWriter();
        Process other = replicaProcess(writer.servers(), port);
        try (LiveReplica one = LiveReplica.start(
                        directory,
                        writer.servers(),
                        "--gapless.live.socket.flush-every=20ms",
                        "--gapless.live.http.poll=1s");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            URI second = URI.create("http://127.0.0.1:" + port);
            await().atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .until(() -> ask(second, channel(0), "none").statusCode() == 410);
            List<URI> replicas = List.of(one.address(), second);
            List<RestlessClient> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> new RestlessClient(number, replicas))
                    .toList();
            for (Future<Void> begun : threads.invokeAll(clients.stream()
                    .<Callable<Void>>map(client -> client::begin)
                    .toList())) {
                begun.get();
            }
            Future<Integer> writing = threads.submit(() -> write(writer));
            Future<Void> killing = threads.submit(() -> {
                await().atMost(Duration.ofMinutes(8)).until(() -> reconnects.get() > RECONNECTS / 2);
                killed.set(true);
                other.destroyForcibly();
                return null;
            });
            for (Future<Void> ended : threads.invokeAll(clients.stream()
                    .<Callable<Void>>map(client -> client::reconnect)
                    .toList())) {
                ended.get();
            }
            killing.get();
            written.set(true);
            int all = writing.get();
            for (Future<Void> ended : threads.invokeAll(clients.stream()
                    .<Callable<Void>>map(client -> () -> client.readToEnd(all))
                    .toList())) {
                ended.get();
            }
            Set<String> expected =
                    IntStream.range(0, all).mapToObj(Integer::toString).collect(Collectors.toSet());
            int deliveries = 0;
            for (RestlessClient client : clients) {
                List<String> items = new ArrayList<>(client.heard.items());
                items.addAll(client.polled);
                deliveries += items.size();
                assertThat(client.heard.resets()).isEmpty();
                assertThat(items).doesNotHaveDuplicates();
                assertThat(new HashSet<>(items)).isEqualTo(expected);
            }
            System.out.printf(
                    "%,d reconnects, %,d polls, %,d changes to %d clients of %d channels: none lost, none repeated%n",
                    reconnects.get(), polls.get(), deliveries, CLIENTS, CHANNELS);
            assertThat(reconnects.get()).isGreaterThanOrEqualTo(RECONNECTS);
        } finally {
            other.destroyForcibly();
            http.close();
            writer.close();
        }
    }

    /** The same items in each channel, all the while. */
    private int write(ChangeTopicWriter writer) throws InterruptedException {
        int next = 0;
        while (!written.get()) {
            for (int number = 0; number < CHANNELS; number++) {
                writer.write(channel(number), next, PER_WRITE);
            }
            next += PER_WRITE;
            TimeUnit.MILLISECONDS.sleep(40);
        }
        return next;
    }
}
