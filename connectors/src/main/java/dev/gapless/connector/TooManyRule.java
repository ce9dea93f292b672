package dev.gapless.connector;

import dev.gapless.connector.expression.MessageCondition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The rule by which an answer says that a request asked for too much.
 *
 * @param condition over the status and the body; a body that is no JSON, or longer than 64 KB, counts as null
 * @param other another one that says the same; null when there is none
 */
public record TooManyRule(
        MessageCondition condition, @Nullable MessageCondition other) {

    /** By one condition. */
    public TooManyRule(MessageCondition condition) {
        this(condition, null);
    }

    /** The same, and what that condition holds of. */
    public TooManyRule or(MessageCondition another) {
        return new TooManyRule(condition, another);
    }

    public boolean holds(int status, byte[] body) {
        JsonNode document = AbsenceRule.document(body);
        return condition.holds(status, document) || (other != null && other.holds(status, document));
    }
}
