package dev.gapless.simulation;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.Manifests.Reading;
import dev.gapless.common.connector.manifest.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The simulated source, as its manifest says; read once, for all seeds. */
final class Manifest {

    private static final String TEXT = text();

    /** The source answers pings with messages that tell its time. */
    static final Connector WITH_MESSAGES = read(TEXT);

    /** The source answers WebSocket pings only. */
    static final Connector WITH_PINGS =
            read(TEXT.replaceAll("(?m)^  ping: .*$", "  ping: {by: protocol}").replaceAll("(?m)^  pong: .*\\n", ""));

    private Manifest() {}

    private static Connector read(String yaml) {
        return switch (ManifestReader.read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case Reading.Accepted(Connector connector) -> connector;
            case Reading.Refused refused -> throw new IllegalStateException(refused.toString());
        };
    }

    private static String text() {
        try (InputStream yaml = Manifest.class.getResourceAsStream("/simulation/upstream.yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("simulation/upstream.yaml: not in the jar");
            }
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
