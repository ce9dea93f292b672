package dev.gapless.connector.manifest.part;

import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import java.util.regex.Pattern;

/** {@code source} and {@code title}. */
public final class SourcePart {

    /** What a source or a stream may be called; parts of keys and URLs. */
    public static final ValueFormat<String> NAME = ValueFormats.matching(
            Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}"),
            "1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit",
            "sandbox");

    private SourcePart() {}

    /** The source's name. */
    public static String read(ManifestSection manifest) {
        manifest.optional("title", ValueFormats.text());
        return manifest.value("source", NAME);
    }
}
