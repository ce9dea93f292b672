package dev.gapless.connector.manifest.node;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value with its place.
 *
 * @param line 1-based; the key's for a value of a mapping
 * @param column 1-based; likewise
 */
record LocatedValue(Node node, int line, int column, String path) {

    /** As written; null for a mapping or a list. */
    @Nullable
    String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** True for {@code key:} with nothing behind it, and for {@code null}. */
    boolean empty() {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getTag().equals(Tag.NULL);
    }

    /** What a problem shows of it. */
    String shown() {
        String text = text();
        return text == null ? node.getNodeType().name().toLowerCase(Locale.ROOT) : text;
    }
}
