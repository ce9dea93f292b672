package dev.gapless.connector.paging;

import dev.gapless.connector.extraction.ParseResult;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cuts a page into its items without parsing them: one pass over the tokens, noting at which byte each begins and ends.
 * What is inside an item is the item's own affair, so that one bad item does not spoil its page.
 *
 * @param items where they are
 * @param single true when there is one item at {@code items}, false when there is an array of them
 * @param present what a page has that may lack the items; null where none may
 * @param values pointers to whatever else is wanted of the page
 */
record PageCutter(
        JsonPointer items, boolean single, @Nullable JsonPointer present, Set<JsonPointer> values) {

    private static final int DEPTH = 500;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    PageCutter(JsonPointer items, boolean single, Set<JsonPointer> values) {
        this(items, single, null, values);
    }

    PageCutter(PageItems items, boolean single, Set<JsonPointer> values) {
        this(items.at(), single, items.present(), values);
    }

    ParseResult<RawPage> cut(byte[] body) {
        PageScan scan = new PageScan(this, body);
        try (JsonParser parser = MAPPER.createParser(body)) {
            scan.page(parser, parser.nextToken());
            if (parser.nextToken() != null) {
                return refused("page-json", "something behind the end of the page");
            }
        } catch (JacksonException | NumberFormatException e) {
            // its message quotes the bytes
            return refused("page-json", "not JSON, or nested deeper than %d".formatted(DEPTH));
        }
        return scan.result();
    }

    static <T> ParseResult<T> refused(String rule, String detail) {
        return ParseResult.refused(
                rule, detail, "compare the page with the listing in the manifest; the walk goes on where it stopped");
    }

    /** Everything that must be looked into, not skipped. */
    List<JsonPointer> wanted() {
        return Stream.concat(Stream.of(items, present).filter(Objects::nonNull), values.stream())
                .toList();
    }
}
