package dev.gapless.benchmarks.push;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A push server that others use, which makes its changes itself: {@code peer.mjs} in Node, or {@link SpringPeerMain}.
 */
final class PeerPushServer implements PushServer {

    static final String WS = "ws";
    static final String SOCKET_IO = "socket.io";
    static final String SPRING = "Spring on Tomcat";

    private final String kind;
    private final int batchMillis;
    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;
    private final int port;

    /**
     * @param folder with the packages installed
     * @param kind one of the constants
     * @param batchMillis 0 when each change is a message
     */
    static PeerPushServer start(Path folder, String kind, int batchMillis) throws IOException {
        List<String> command = kind.equals(SPRING)
                ? List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpringPeerMain.class.getName())
                : List.of("node", "--expose-gc", "peer.mjs", kind);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new PeerPushServer(kind, batchMillis, process);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private PeerPushServer(String kind, int batchMillis, Process process) throws IOException {
        this.kind = kind;
        this.batchMillis = batchMillis;
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
        return batchMillis == 0 ? kind + ", each change a message" : kind + ", batches";
    }

    @Override
    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public SubscriberDialogue dialogue() {
        return kind.equals(SOCKET_IO)
                ? new SubscriberDialogue("/socket.io/?EIO=4&transport=websocket", "", "0{", "40", "40{")
                : new SubscriberDialogue("/", "", "", "", "");
    }

    @Override
    public void begin(int perSecond, int textLength) throws IOException {
        order("begin %d %d %d".formatted(perSecond, batchMillis, textLength));
    }

    @Override
    public long end() throws IOException {
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
