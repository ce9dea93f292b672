package dev.gapless.common.connector;

import dev.gapless.common.connector.expression.MessageCondition;
import dev.gapless.common.connector.extraction.ParseResult;
import dev.gapless.common.connector.extraction.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * When an answer says that what was asked for is gone.
 *
 * @param condition over the status and the body; a body that is no JSON, or longer than 64 KB, counts as null
 * @param alone true when it alone decides, whatever the status; false when it adds to 410, and 200 is an answer
 */
public record AbsenceRule(MessageCondition condition, boolean alone) {

    private static final StrictJson JSON = new StrictJson(64 * 1_024);

    public boolean holds(int status, byte[] body) {
        JsonNode document =
                JSON.read(body) instanceof ParseResult.Got<JsonNode>(JsonNode tree) ? tree : NullNode.getInstance();
        return condition.holds(status, document);
    }
}
