package dev.gapless.benchmarks.push;

import dev.gapless.common.position.StreamId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A push server that others use, {@code peer.mjs} in Node or {@link SpringPeerMain}. It reads the same topic as the
 * live service; the ceiling alone makes its changes itself.
 */
final class PeerPushServer implements PushServer {

    static final String WS = "ws";
    static final String SOCKET_IO = "socket.io";
    static final String SPRING = "Spring on Tomcat";

    /** {@code ws} with ready-made frames, and without a source. */
    static final String CEILING = "frames";

    private final String kind;
    private final PushMode mode;
    private final String kafka;
    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;
    private final int port;
    private @Nullable ChangeFeed feed;
    private int dialogues;

    /**
     * @param folder with the packages installed
     * @param kind one of the constants
     * @param mode how changes are sent
     * @param kafka where changes are read, and written for it
     */
    static PeerPushServer start(Path folder, String kind, PushMode mode, String kafka) throws IOException {
        String batchMillis = Integer.toString(mode.batchMillis());
        List<String> command = kind.equals(SPRING)
                ? List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpringPeerMain.class.getName(),
                        kafka,
                        batchMillis)
                : List.of(
                        "node",
                        "--expose-gc",
                        "peer.mjs",
                        kind,
                        kafka,
                        batchMillis,
                        mode.isCompressed() ? "compressed" : "plain");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new PeerPushServer(kind, mode, kafka, process);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private PeerPushServer(String kind, PushMode mode, String kafka, Process process) throws IOException {
        this.kind = kind;
        this.mode = mode;
        this.kafka = kafka;
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.port = (int) answer();
    }

    private long answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("%s: the process has ended".formatted(kind));
        }
        return Long.parseLong(line);
    }

    private void order(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
    }

    @Override
    public String name() {
        return kind + ", " + mode.words();
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

    private StreamId channel() {
        return new StreamId("bench", "peer-%d-%d".formatted(port, dialogues), "posts");
    }

    /** Each dialogue is about a channel of its own, as with the live service. */
    @Override
    public SubscriberDialogue dialogue() {
        dialogues++;
        String named = "{\"channel\":\"%s\"}".formatted(channel().key());
        return switch (kind) {
            case SOCKET_IO ->
                new SubscriberDialogue(
                        "/socket.io/?EIO=4&transport=websocket", "", mode.isCompressed(), "0{", "40" + named, "40{");
            case CEILING -> new SubscriberDialogue("/", "", false, "", "", "");
            default -> new SubscriberDialogue("/", "", mode.isCompressed(), "", named, "subscribed");
        };
    }

    @Override
    public void begin(int perSecond, int textLength) throws IOException {
        if (kind.equals(CEILING)) {
            order("begin %d %d".formatted(perSecond, textLength));
        } else {
            feed = new ChangeFeed(kafka, List.of(channel()), perSecond, textLength);
        }
    }

    @Override
    public long end() throws IOException, InterruptedException {
        ChangeFeed begun = feed;
        if (begun != null) {
            feed = null;
            return begun.end();
        }
        order("end");
        return answer();
    }

    @Override
    public long memory() throws IOException {
        order("memory");
        return answer();
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
    }
}
