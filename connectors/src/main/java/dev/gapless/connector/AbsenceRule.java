package dev.gapless.connector;

import dev.gapless.connector.expression.MessageCondition;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * The rule by which an answer says that the requested item is gone.
 *
 * @param condition over the status and the body; a body that is no JSON, or longer than 64 KB, counts as null
 * @param alone true when it alone decides, whatever the status; false when it adds to 410, and 200 is an answer
 * @param boundary where such an answer names the first position that is still kept; null when it does not
 */
public record AbsenceRule(
        MessageCondition condition, boolean alone, @Nullable KeptBoundary boundary) {

    private static final StrictJson JSON = new StrictJson(64 * 1_024);

    /** The place of a position in an answer, and how it is written. */
    public record KeptBoundary(JsonPointer pointer, NumberForm form) {}

    /** Whose answers name no boundary. */
    public AbsenceRule(MessageCondition condition, boolean alone) {
        this(condition, alone, null);
    }

    public boolean holds(int status, byte[] body) {
        return condition.holds(status, document(body));
    }

    /** @return the first position that the source still keeps; null where the answer does not tell it */
    public @Nullable Long keptFrom(byte[] body) {
        return boundary == null ? null : boundary.form().parse(document(body).at(boundary.pointer()));
    }

    static JsonNode document(byte[] body) {
        return JSON.read(body) instanceof ParseResult.Got<JsonNode>(JsonNode tree) ? tree : NullNode.getInstance();
    }
}
