package dev.gapless.standalone.check;

import dev.gapless.standalone.check.CheckEvidence.Truth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the sandbox's truth over its own interface. */
final class TruthReader {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PAGE = 10_000;

    /** Fetches {@code path} of the truth interface, as text. */
    @FunctionalInterface
    interface Path {
        String get(String path) throws IOException, InterruptedException;
    }

    private final Path sandbox;

    TruthReader(Path sandbox) {
        this.sandbox = sandbox;
    }

    List<Truth> read() throws IOException, InterruptedException {
        List<Truth> versions = new ArrayList<>();
        pages(0, version -> versions.add(read(version)));
        return versions;
    }

    /**
     * Reads what was made since.
     *
     * @param after where an earlier call ended; 0 for all
     * @return where this one ended
     */
    long readSince(long after, Consumer<Truth> each) throws IOException, InterruptedException {
        return pages(after, version -> each.accept(read(version)));
    }

    private long pages(long after, Consumer<JsonNode> each) throws IOException, InterruptedException {
        long reached = after;
        while (true) {
            String page = sandbox.get("/truth/v1/versions?after=" + reached + "&limit=" + PAGE);
            long before = reached;
            try (Stream<String> lines = page.lines()) {
                for (String line : (Iterable<String>) lines.filter(text -> !text.isBlank())::iterator) {
                    JsonNode version = JSON.readTree(line);
                    each.accept(version);
                    reached = version.get("seq").asLong();
                }
            }
            if (reached == before) {
                return reached;
            }
        }
    }

    private static Truth read(JsonNode version) {
        boolean delete = version.get("op").asString().equalsIgnoreCase("delete");
        return new Truth(
                new ItemKey(
                        version.get("account").asString(),
                        version.get("stream").asString(),
                        version.get("id").asString()),
                version.get("version").asLong(),
                version.get("position").asLong(),
                delete,
                delete ? "" : CanonicalContent.of(version.get("item")));
    }
}
