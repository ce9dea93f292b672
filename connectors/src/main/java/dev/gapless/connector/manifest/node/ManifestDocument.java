package dev.gapless.connector.manifest.node;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** The manifest as a whole. */
public final class ManifestDocument {

    private static final int MAX = 256 * 1_024;
    private static final LoadSettings SETTINGS = LoadSettings.builder().build();

    private ManifestDocument() {}

    /** Null when the bytes are not one YAML mapping, which is noted. */
    public static @Nullable ManifestSection open(byte[] yaml, ManifestProblems problems) {
        return open(yaml, problems, null);
    }

    /** @param words where to note what the section and those below are asked for; null when they are not wanted */
    public static @Nullable ManifestSection open(
            byte[] yaml, ManifestProblems problems, @Nullable SectionVocabulary words) {
        if (yaml.length > MAX) {
            problems.add(1, "", "", "at most %d bytes".formatted(MAX), "split the manifest by source");
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml))
                    .toString();
            return YamlEventInspector.allowed(text, SETTINGS, problems) ? compose(text, problems, words) : null;
        } catch (CharacterCodingException e) {
            problems.add(1, "", "", "UTF-8", "save the file as UTF-8");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> mark.getLine() + 1)
                    .orElse(1);
            problems.add(line, "", "", "YAML: " + e.getProblem(), "mend the syntax at this line");
        } catch (YamlEngineException e) {
            problems.add(1, "", "", "YAML", "mend the syntax");
        }
        return null;
    }

    private static @Nullable ManifestSection compose(
            String text, ManifestProblems problems, @Nullable SectionVocabulary words) {
        Optional<Node> root = new Compose(SETTINGS).composeString(text);
        if (root.isPresent() && root.get() instanceof MappingNode mapping) {
            return ManifestSection.of(mapping, problems, words);
        }
        problems.add(1, "", "", "a mapping", "begin with: type: rest");
        return null;
    }
}
