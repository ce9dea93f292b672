package dev.gapless.benchmarks.push;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.common.position.StreamId;
import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.live.LiveApplication;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The live service in a process of its own, as it is started in production. */
final class LivePushServer implements PushServer {

    private static final String ADMIN = "benchmark-admin-token-0123456789abcdef";
    private static final Duration START = Duration.ofMinutes(5);

    private final String name;
    private final PushMode mode;
    private final String subprotocol;
    private final String kafka;
    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable ChangeFeed feed;
    private StreamId channel;
    private int dialogues;

    private LivePushServer(String name, PushMode mode, String subprotocol, String kafka, Process process, int port) {
        this.name = name;
        this.mode = mode;
        this.subprotocol = subprotocol;
        this.kafka = kafka;
        this.process = process;
        this.port = port;
        this.channel = channel(port, dialogues);
    }

    private static StreamId channel(int port, int number) {
        return new StreamId("bench", "account-%d-%d".formatted(port, number), "posts");
    }

    /**
     * Comes back when it takes subscribers.
     *
     * @param settings more properties, as {@code --name=value}
     */
    static LivePushServer start(BenchmarkRig rig, String name, PushMode mode, String subprotocol, List<String> settings)
            throws IOException, InterruptedException {
        int port = LoopbackPorts.free(1)[0];
        Path token = Files.writeString(rig.directory().resolve("admin.token"), ADMIN);
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                LiveApplication.class.getName()));
        command.addAll(rig.joining());
        command.add("--server.port=" + port);
        command.add("--gapless.instance=bench-live-" + port);
        command.add("--gapless.admin-token-file=" + token);
        command.add("--gapless.scheduler-url=http://127.0.0.1:1");
        command.add("--gapless.live.access.ticket-life=10m");
        command.add("--gapless.live.socket.connections=6000");
        command.add("--gapless.live.socket.heartbeat=10m");
        command.addAll(settings);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        rig.directory().resolve("live-%d.log".formatted(port)).toFile())
                .start();
        LivePushServer started =
                new LivePushServer(name, mode, subprotocol, rig.servers().kafkaBootstrapServers(), process, port);
        try {
            started.awaitReady();
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                if (ask(channel, ticket(), "").statusCode() == 200) {
                    return;
                }
            } catch (ConnectException e) {
                if (!process.isAlive()) {
                    throw new IOException("the live service has ended", e);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the live service is not ready after " + START);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + ADMIN)
                        .build(),
                BodyHandlers.ofString());
    }

    String ticket() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v1/live/tickets".formatted(port)))
                .header("Authorization", "Bearer " + ADMIN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        String ticket = new JsonMapper()
                .readTree(http.send(request, BodyHandlers.ofString()).body())
                .path("ticket")
                .asString();
        return URLEncoder.encode(ticket, StandardCharsets.UTF_8);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PushMode mode() {
        return mode;
    }

    @Override
    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Each dialogue is about a channel of its own: what earlier subscribers were sent late must not count. A subscriber
     * of MessagePack says the same in its format.
     */
    @Override
    public SubscriberDialogue dialogue() throws IOException, InterruptedException {
        channel = channel(port, ++dialogues);
        return dialogue(ticket(), List.of(channel));
    }

    /** That of the latest {@link #dialogue()}. */
    StreamId channel() {
        return channel;
    }

    /** What a subscriber of these channels says; the acknowledgement comes when all are subscribed. */
    SubscriberDialogue dialogue(String ticket, List<StreamId> channels) {
        String names = channels.stream()
                .map(channel -> "{\"channel\":\"%s\"}".formatted(channel.key()))
                .collect(Collectors.joining(","));
        return new SubscriberDialogue(
                "/v1/live/socket?ticket=" + ticket,
                subprotocol,
                mode.isCompressed(),
                "connected",
                "{\"type\":\"subscribe\",\"id\":\"all\",\"channels\":[%s]}".formatted(names),
                "ack");
    }

    /** The answer to a question of a ticket's holder. */
    HttpResponse<String> ask(StreamId channel, String ticket, String query) throws IOException, InterruptedException {
        return get("/v1/live/streams/%s?ticket=%s&%s".formatted(channel.key(), ticket, query));
    }

    @Override
    public void begin(int perSecond, int textLength) {
        begin(List.of(channel), perSecond, textLength);
    }

    /** Begins to make changes of these channels, in turn. */
    void begin(List<StreamId> channels, int perSecond, int textLength) {
        feed = new ChangeFeed(kafka, channels, perSecond, textLength);
    }

    @Override
    public long end() throws InterruptedException {
        ChangeFeed begun = feed;
        if (begun == null) {
            throw new IllegalStateException("nothing has begun");
        }
        feed = null;
        return begun.end();
    }

    @Override
    public long memory() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        int collected = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (collected != 0) {
            throw new IOException("jcmd GC.run: exit code %d".formatted(collected));
        }
        return get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"")
                        || line.startsWith("jvm_buffer_memory_used_bytes"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
