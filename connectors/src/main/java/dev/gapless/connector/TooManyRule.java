package dev.gapless.connector;

import dev.gapless.connector.expression.MessageCondition;

/**
 * The rule by which an answer says that a request asked for too much.
 *
 * @param condition over the status and the body
 */
public record TooManyRule(MessageCondition condition) implements RefusalRule {

    @Override
    public boolean holds(int status, byte[] body) {
        return condition.holds(status, AbsenceRule.document(body));
    }
}
