package dev.gapless.simulation;

import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The simulated source, as its manifest says. */
final class SimulatedManifest {

    private static final String TEXT = text();

    private SimulatedManifest() {}

    /**
     * Made anew each time, because it learns.
     *
     * @param pings the source answers WebSocket pings only, and not messages, with its time
     * @param learns lateness beyond what the source promises is measured and waited for
     */
    static Connector source(boolean pings, boolean learns) {
        String text = TEXT;
        if (pings) {
            text = text.replaceAll("(?m)^  ping: .*$", "  ping: {by: protocol}").replaceAll("(?m)^  pong: .*\\n", "");
        }
        return read(learns ? text.replaceAll("(?m)^  lateness-limit: .*\\n", "") : text);
    }

    private static Connector read(String yaml) {
        return switch (ManifestReader.read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case Reading.Accepted(Connector connector) -> connector;
            case Reading.Refused refused -> throw new IllegalStateException(refused.toString());
        };
    }

    private static String text() {
        try (InputStream yaml = SimulatedManifest.class.getResourceAsStream("/simulation/upstream.yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("simulation/upstream.yaml: not in the jar");
            }
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
