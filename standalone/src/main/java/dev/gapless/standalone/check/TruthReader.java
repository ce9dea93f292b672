package dev.gapless.standalone.check;

import dev.gapless.standalone.check.Evidence.Truth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the sandbox's truth over its own interface. */
final class TruthReader {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PAGE = 10_000;

    /** Fetches {@code path} of the truth interface, as text. */
    @FunctionalInterface
    interface Door {
        String get(String path) throws IOException, InterruptedException;
    }

    private final Door sandbox;

    TruthReader(Door sandbox) {
        this.sandbox = sandbox;
    }

    List<Truth> read() throws IOException, InterruptedException {
        List<Truth> versions = new ArrayList<>();
        long after = 0;
        while (true) {
            String page = sandbox.get("/truth/v1/versions?after=" + after + "&limit=" + PAGE);
            long before = after;
            try (Stream<String> lines = page.lines()) {
                for (String line : (Iterable<String>) lines.filter(text -> !text.isBlank())::iterator) {
                    JsonNode version = JSON.readTree(line);
                    versions.add(read(version));
                    after = version.get("seq").asLong();
                }
            }
            if (after == before) {
                return versions;
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
                delete ? "" : Content.of(version.get("item")));
    }
}
