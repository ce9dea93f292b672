package dev.gapless.benchmarks.rig;

import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.manifest.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The source that the items are of: the sandbox's own manifest, read as the processor would read it. */
public final class SandboxSource {

    public static final String NAME = "sandbox";
    static final String STREAM = "posts";

    private static final String MANIFEST = "/connectors/sandbox.yaml";

    private SandboxSource() {}

    /** The manifest's text. */
    public static byte[] manifest() {
        try (InputStream in = SandboxSource.class.getResourceAsStream(MANIFEST)) {
            if (in == null) {
                throw new IllegalStateException(MANIFEST + ": not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Connector connector() {
        return switch (ManifestReader.read(manifest())) {
            case Reading.Accepted(Connector connector) -> connector;
            case Reading.Refused refused -> throw new IllegalStateException(MANIFEST + ": " + refused.problems());
        };
    }

    /** Knows this source alone. */
    public static ConnectorCatalog catalog() {
        Connector connector = connector();
        return source -> connector;
    }
}
