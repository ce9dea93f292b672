package dev.gapless.sandbox.truth;

import dev.gapless.sandbox.world.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The truth, one line a version or an exposure. A line is handed to the operating system before this returns, so it
 * survives a kill of this process; a line that a kill tore is cut off at the next start, and nobody has been shown what
 * it said.
 */
public final class TruthLog implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** By which a version was shown. */
    public enum Door {
        LIVE("live"),
        HTTP("http");

        private final String wire;

        Door(String wire) {
            this.wire = wire;
        }
    }

    private final FileChannel file;
    private final List<Version> versions = new ArrayList<>();
    private final BitSet live = new BitSet();
    private final BitSet http = new BitSet();

    private TruthLog(FileChannel file) {
        this.file = file;
    }

    public static TruthLog open(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        TruthLog log = new TruthLog(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        log.replay(Files.readAllBytes(path));
        return log;
    }

    private void replay(byte[] content) throws IOException {
        int start = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                if (!replayLine(new String(content, start, i - start, StandardCharsets.UTF_8))) {
                    throw new IOException(
                            "the truth is damaged at byte %d: move the file away to begin anew".formatted(start));
                }
                start = i + 1;
            }
        }
        file.truncate(start);
        file.position(start);
    }

    private boolean replayLine(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.has("exposed")) {
                exposures(node.get("door").asString())
                        .set((int) node.get("exposed").asLong());
            } else {
                versions.add(Version.fromJson(node));
            }
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    private BitSet exposures(String door) {
        return door.equals(Door.LIVE.wire) ? live : http;
    }

    public synchronized void append(Version version) {
        write(version.toJson());
        versions.add(version);
    }

    /** Notes once a version and door that it was shown. */
    public synchronized void exposed(long seq, Door door) {
        BitSet seen = exposures(door.wire);
        if (!seen.get((int) seq)) {
            seen.set((int) seq);
            write(JSON.createObjectNode().put("exposed", seq).put("door", door.wire));
        }
    }

    private void write(JsonNode line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the truth cannot be written, so nothing may be shown", e);
        }
    }

    public synchronized List<Version> versions() {
        return List.copyOf(versions);
    }

    /** Versions after {@code seq} as the truth's interface shows them, one line each. */
    public synchronized String lines(long after, int limit) {
        StringBuilder lines = new StringBuilder();
        int from = (int) Math.min(after, versions.size());
        for (Version version : versions.subList(from, Math.min(versions.size(), from + limit))) {
            ObjectNode node = version.toJson();
            node.put("exposedLive", live.get((int) version.seq())).put("exposedHttp", http.get((int) version.seq()));
            lines.append(node).append('\n');
        }
        return lines.toString();
    }

    @Override
    public synchronized void close() throws IOException {
        file.force(false);
        file.close();
    }
}
