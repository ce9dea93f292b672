package dev.gapless.connector.paging;

import dev.gapless.connector.extraction.ParseResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** One pass over one page. */
final class PageScan {

    private final PageCutter cutter;
    private final List<JsonPointer> wanted;
    private final byte[] body;
    private final Map<JsonPointer, JsonNode> values = new HashMap<>();
    private @Nullable List<byte[]> items;
    private boolean repeated;

    /** Items may be absent where each value on the way to them is a container that can hold the next one, or null. */
    private boolean absent;

    /** True when the page has what every good page has. */
    private boolean good;

    PageScan(PageCutter cutter, byte[] body) {
        this.cutter = cutter;
        this.wanted = cutter.wanted();
        this.body = body;
    }

    ParseResult<RawPage> result() {
        if (repeated) {
            return PageCutter.refused("page-json", "an object that names a member twice");
        }
        if (items == null && absent && good) {
            return new ParseResult.Got<>(new RawPage(List.of(), values, null));
        }
        return items == null
                ? PageCutter.refused(
                        "page-items", "'%s': no %s".formatted(cutter.items(), cutter.single() ? "object" : "array"))
                : new ParseResult.Got<>(new RawPage(items, values, null));
    }

    /** The whole of it, from its first token. */
    void page(JsonParser parser, @Nullable JsonToken first) {
        absent = first == JsonToken.START_OBJECT || first == JsonToken.START_ARRAY;
        value(parser, JsonPointer.empty());
    }

    /** The parser stands at the value's first token, and afterwards at its last. Descends only as far as is asked. */
    private void value(JsonParser parser, JsonPointer here) {
        JsonToken token = parser.currentToken();
        if (cutter.present() != null) {
            good |= here.equals(cutter.present()) && token != JsonToken.VALUE_NULL;
            absent &= token == JsonToken.VALUE_NULL || canHoldItems(token, here);
        }
        if (here.equals(cutter.items())) {
            take(parser);
        } else if (cutter.values().contains(here)) {
            values.put(here, PageCutter.MAPPER.readTree(parser));
        } else if (parser.currentToken() == JsonToken.START_OBJECT && leadsOn(here)) {
            object(parser, here);
        } else if (parser.currentToken() == JsonToken.START_ARRAY && leadsOn(here)) {
            list(parser, here);
        } else {
            parser.skipChildren();
        }
    }

    /** True for what is not on the way to the items, too. */
    private boolean canHoldItems(@Nullable JsonToken token, JsonPointer here) {
        if (!cutter.items().toString().startsWith(here + "/")) {
            return true;
        }
        JsonPointer rest = cutter.items();
        for (JsonPointer passed = here; !passed.matches(); passed = passed.tail()) {
            rest = rest.tail();
        }
        return token == JsonToken.START_OBJECT || (token == JsonToken.START_ARRAY && rest.mayMatchElement());
    }

    private boolean leadsOn(JsonPointer here) {
        String start = here + "/";
        return wanted.stream().anyMatch(pointer -> pointer.toString().startsWith(start));
    }

    private void object(JsonParser parser, JsonPointer here) {
        Set<String> names = new HashSet<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            repeated |= !names.add(name);
            parser.nextToken();
            value(parser, here.appendProperty(name));
        }
    }

    private void list(JsonParser parser, JsonPointer here) {
        int index = 0;
        for (JsonToken token = parser.nextToken();
                token != null && token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            value(parser, here.appendIndex(index++));
        }
    }

    private void take(JsonParser parser) {
        if (cutter.single() && parser.currentToken() == JsonToken.START_OBJECT) {
            items = List.of(slice(parser));
        } else if (!cutter.single() && parser.currentToken() == JsonToken.START_ARRAY) {
            List<byte[]> slices = new ArrayList<>();
            for (JsonToken token = parser.nextToken();
                    token != null && token != JsonToken.END_ARRAY;
                    token = parser.nextToken()) {
                slices.add(slice(parser));
            }
            items = slices;
        } else {
            absent &= parser.currentToken() == JsonToken.VALUE_NULL;
            parser.skipChildren();
        }
    }

    private byte[] slice(JsonParser parser) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(body, from, (int) parser.currentLocation().getByteOffset());
    }
}
