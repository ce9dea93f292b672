package dev.gapless.connector.extraction;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON that others wrote, once and without guessing. It refuses a member named twice, bytes that are not UTF-8,
 * and a second value behind the first. It refuses what is too deep or too long. Numbers keep all their digits.
 *
 * @param maxBytes a longer document is refused unread
 */
public record StrictJson(int maxBytes) {

    static final int DEPTH = 64;
    static final int NUMBER_LENGTH = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(NUMBER_LENGTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public ParseResult<JsonNode> read(byte[] bytes) {
        if (bytes.length > maxBytes) {
            return ParseResult.refused(
                    "json-size",
                    "%d bytes (expected: at most %d)".formatted(bytes.length, maxBytes),
                    "raise the size in the manifest if such items are genuine");
        }
        try {
            String text = text(bytes);
            JsonNode tree = MAPPER.readTree(text);
            return tree.isMissingNode() ? malformed("no value at all") : new ParseResult.Got<>(tree);
        } catch (CharacterCodingException e) {
            return ParseResult.refused("utf-8", "bytes that are not UTF-8", "the source must send UTF-8");
        } catch (StreamConstraintsException e) {
            return ParseResult.refused(
                    "json-limits",
                    "nested deeper than %d, or a number longer than %d digits".formatted(DEPTH, NUMBER_LENGTH),
                    "ask the source for a plainer form of the item");
        } catch (JacksonException | NumberFormatException e) {
            // its message quotes the bytes
            return malformed("not JSON, or an object that names a member twice");
        }
    }

    /**
     * What does not decode comes out as U+FFFD; only where there is one it is worth the look whether that was meant.
     */
    private static String text(byte[] bytes) throws CharacterCodingException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0
                ? text
                : StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
    }

    private static ParseResult<JsonNode> malformed(String detail) {
        return ParseResult.refused(
                "json", detail, "compare with what the source documents; replay when it is repaired");
    }
}
