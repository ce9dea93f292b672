package dev.gapless.connector.manifest.node;

import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Takes mappings apart. */
final class MappingNodes {

    private MappingNodes() {}

    /** 1-based. */
    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    /** 1-based. */
    static int column(Node node) {
        return node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
    }

    static Map<String, LocatedValue> values(MappingNode node, String path, ManifestProblems problems) {
        Map<String, LocatedValue> values = new LinkedHashMap<>();
        for (NodeTuple member : node.getValue()) {
            int line = line(member.getKeyNode());
            int column = column(member.getKeyNode());
            if (!(member.getKeyNode() instanceof ScalarNode key)) {
                problems.add(line, column, path, "", "keys are plain words", "replace the key by one word");
                continue;
            }
            String name = key.getValue();
            String place = path.isEmpty() ? name : path + "." + name;
            if (values.putIfAbsent(name, new LocatedValue(member.getValueNode(), line, column, place)) != null) {
                problems.add(line, column, place, "", "each key once", "remove one of the two");
            }
        }
        return values;
    }
}
