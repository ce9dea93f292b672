package dev.gapless.sandbox.truth;

import dev.gapless.sandbox.world.ItemVersion;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a truth of earlier runs line by line, so that its length does not matter. */
final class TruthReplay {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final TruthFileOffsets offsets;
    private final ExposureLog exposures;
    private final Consumer<ItemVersion> restore;

    TruthReplay(TruthFileOffsets offsets, ExposureLog exposures, Consumer<ItemVersion> restore) {
        this.offsets = offsets;
        this.exposures = exposures;
        this.restore = restore;
    }

    /** Returns where the last whole line ends: what follows was torn by a kill. */
    long read(Path path) throws IOException {
        long start = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    apply(line.toString(StandardCharsets.UTF_8), start);
                    start += line.size() + 1;
                    line.reset();
                } else {
                    line.write(next);
                }
            }
        }
        return start;
    }

    private void apply(String line, long offset) throws IOException {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.has("exposed")) {
                exposures.add(
                        node.get("exposed").asLong(),
                        ExposurePath.ofWire(node.get("path").asString()));
            } else if (node.path("seq").asLong(0) == offsets.count() + 1) {
                offsets.add(offset);
                restore.accept(ItemVersion.fromJson(node));
            } else {
                throw damaged(offset, null);
            }
        } catch (JacksonException | IllegalArgumentException e) {
            throw damaged(offset, e);
        }
    }

    private static IOException damaged(long offset, @Nullable Exception cause) {
        return new IOException(
                "the truth is damaged at byte %d: move the data directory away to begin anew".formatted(offset), cause);
    }
}
