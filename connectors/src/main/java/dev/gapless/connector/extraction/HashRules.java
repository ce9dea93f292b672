package dev.gapless.connector.extraction;

import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.text.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of an item is its content. Members that change by themselves (a counter of views, a signed address) would make
 * each look at it another version, so they are hashed apart.
 *
 * @param volatiles where in an item they are; members of objects, sorted
 * @param version names these rules; others have another, which is never that of another form
 */
public record HashRules(List<JsonPointer> volatiles, int version) {

    /** To be raised with every change of the canonical form: hashes of different forms are not compared. */
    private static final int FORM = CommitRequest.FIRST_RULES;

    public HashRules {
        volatiles = List.copyOf(volatiles);
    }

    public static HashRules without(List<JsonPointer> volatiles) {
        List<JsonPointer> sorted = volatiles.stream()
                .sorted(Comparator.comparing(JsonPointer::toString))
                .toList();
        return new HashRules(sorted, sorted.isEmpty() ? FORM : named(sorted));
    }

    /** Negative, as no form is. */
    private static int named(List<JsonPointer> volatiles) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write(FORM);
        for (JsonPointer pointer : volatiles) {
            text.writeBytes(pointer.toString().getBytes(StandardCharsets.UTF_8));
            text.write(0);
        }
        return ByteBuffer.wrap(Sha256Digest.of(text.toByteArray())).getInt() | Integer.MIN_VALUE;
    }

    /** @param canonical of the whole item */
    byte[] content(JsonNode item, byte[] canonical) {
        return Sha256Digest.of(volatiles.isEmpty() ? canonical : CanonicalJson.of(stripped(item)));
    }

    byte @Nullable [] volatileContent(JsonNode item) {
        if (volatiles.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream values = new ByteArrayOutputStream();
        for (JsonPointer pointer : volatiles) {
            JsonNode value = item.at(pointer);
            // no canonical text is empty, so an absent member is told from any value
            values.writeBytes(value.isMissingNode() ? new byte[0] : CanonicalJson.of(value));
            values.write(0);
        }
        return Sha256Digest.of(values.toByteArray());
    }

    private JsonNode stripped(JsonNode item) {
        JsonNode content = item.deepCopy();
        for (JsonPointer pointer : volatiles) {
            if (content.at(pointer.head()) instanceof ObjectNode parent) {
                parent.remove(pointer.last().getMatchingProperty());
            }
        }
        return content;
    }
}
