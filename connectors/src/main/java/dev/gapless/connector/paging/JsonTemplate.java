package dev.gapless.connector.paging;

import dev.gapless.connector.AccountText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A JSON body of a call, in which parameters have places.
 *
 * @param text the body without the parameters; see {@link AccountText} for the account's id in it
 */
public record JsonTemplate(String text) {

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,30})");

    /** Null when the text is no JSON object or array, or has a text to encode that cannot be. */
    public static @Nullable JsonTemplate parse(String text) {
        try {
            return PageCutter.MAPPER.readTree(text).isContainer() && !AccountText.isMistaken(text)
                    ? new JsonTemplate(text)
                    : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** True when the template has the object or the list that holds the value at the pointer. */
    public boolean holds(JsonPointer pointer) {
        JsonNode parent = PageCutter.MAPPER.readTree(text).at(pointer.head());
        return parent.isObject()
                || (parent.isArray() && parent.has(pointer.last().getMatchingIndex()));
    }

    /**
     * @param values by JSON pointer
     * @param texts pointers of values that are texts even if they are digits
     */
    byte[] fill(String account, Map<String, String> values, Set<String> texts) {
        JsonNode body = PageCutter.MAPPER.readTree(AccountText.fill(text, account));
        values.forEach((name, value) -> {
            JsonPointer pointer = JsonPointer.compile(name);
            JsonNode before = body.at(pointer);
            boolean number = WHOLE.matcher(value).matches()
                    && !before.isString()
                    && (before.isNumber() || !texts.contains(name));
            JsonNode node = number ? BigIntegerNode.valueOf(new BigInteger(value)) : StringNode.valueOf(value);
            switch (body.at(pointer.head())) {
                case ObjectNode object -> object.set(pointer.last().getMatchingProperty(), node);
                case ArrayNode list -> list.set(pointer.last().getMatchingIndex(), node);
                default -> throw new IllegalStateException("no place in the body: " + pointer);
            }
        });
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
