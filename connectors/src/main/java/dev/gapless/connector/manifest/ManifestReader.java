package dev.gapless.connector.manifest;

import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.extraction.Sha256Digest;
import dev.gapless.connector.manifest.node.ConnectorType;
import dev.gapless.connector.manifest.node.ManifestDocument;
import dev.gapless.connector.manifest.node.ManifestProblems;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkPart;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a connector manifest. Nothing in it is expanded or looked up: it says what it says. */
public final class ManifestReader {

    private static final int REVISION_BYTES = 8;

    private ManifestReader() {}

    public static Reading read(byte[] yaml) {
        return read(yaml, null);
    }

    /** @param policy of the operator, for manifests that are handed in; null where it is asked at each connect only */
    public static Reading read(byte[] yaml, @Nullable AddressPolicy policy) {
        ManifestProblems problems = new ManifestProblems();
        ManifestSection manifest = ManifestDocument.open(yaml, problems);
        Supplier<Connector> connector = manifest == null ? null : connector(manifest, revision(yaml));
        if (manifest != null && connector != null && policy != null) {
            NetworkPart.check(manifest, policy);
        }
        return connector == null || !problems.none()
                ? new Reading.Refused(problems.all())
                : new Reading.Accepted(connector.get());
    }

    /** Null when the type is not known: then nothing else can be judged. */
    static @Nullable Supplier<Connector> connector(ManifestSection manifest, String revision) {
        String names = String.join(", ", ConnectorTypes.BY_NAME.keySet());
        ValueFormat<String> form = new ValueFormat<>(
                "",
                "one of " + names,
                "rest",
                text -> ConnectorTypes.BY_NAME.containsKey(text) ? text : null,
                Map.of("enum", List.copyOf(ConnectorTypes.BY_NAME.keySet())));
        ConnectorType type = ConnectorTypes.BY_NAME.get(manifest.value("type", form));
        if (type == null) {
            return null;
        }
        Supplier<Connector> connector = type.read(manifest, revision);
        manifest.close();
        return connector;
    }

    private static String revision(byte[] yaml) {
        return HexFormat.of().formatHex(Sha256Digest.of(yaml), 0, REVISION_BYTES);
    }
}
