package dev.gapless.standalone.connector;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Where a manifest declares what. */
final class ManifestPlaces {

    private final Node root;

    /** @param yaml a manifest that was accepted */
    ManifestPlaces(String yaml) {
        this.root = new Compose(LoadSettings.builder().build())
                .composeString(yaml)
                .orElseThrow(() -> new IllegalArgumentException("an empty manifest"));
    }

    /** Line of the declaration, from 1; of the nearest section around it where it is not written. */
    int line(String path) {
        Node node = root;
        int line = 1;
        for (String key : List.of(path.split("\\.", -1))) {
            NodeTuple member = node instanceof MappingNode mapping ? member(mapping, key) : null;
            if (member == null) {
                return line;
            }
            line = member.getKeyNode()
                    .getStartMark()
                    .map(mark -> mark.getLine() + 1)
                    .orElse(line);
            node = member.getValueNode();
        }
        return line;
    }

    private static @Nullable NodeTuple member(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key))
                .findFirst()
                .orElse(null);
    }
}
