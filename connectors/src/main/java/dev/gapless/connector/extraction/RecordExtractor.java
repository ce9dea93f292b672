package dev.gapless.connector.extraction;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.RecreatedItem;
import dev.gapless.common.message.UnreadableMessageException;
import dev.gapless.common.text.CanonicalJson;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.InferredRecord;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads captured records.
 *
 * @param listed by stream: reads an item as the backfill path lists it
 */
public record RecordExtractor(StrictJson json, Map<String, ItemParser> listed, FrameShape frames) {

    public RecordExtractor {
        listed = Map.copyOf(listed);
    }

    public ExtractionResult extract(CapturedRecord captured) {
        return switch (captured.shape()) {
            case INFERRED_DELETE, INFERRED_DELETE_UNDO -> InferredRecord.notFromSource();
            case LISTED -> ending(json.read(captured.value()).then(document -> listed(captured, document)));
            case RECREATED -> ending(recreated(captured));
            case FRAME -> ending(frames.read(json, captured.value()).then(document -> framed(captured, document)));
        };
    }

    private static ExtractionResult ending(ParseResult<ExtractionResult> outcome) {
        return switch (outcome) {
            case ParseResult.Got<ExtractionResult>(ExtractionResult item) -> item;
            case ParseResult.Refused<ExtractionResult>(ParseError refusal) -> refusal.asExtraction();
        };
    }

    private ParseResult<ExtractionResult> listed(CapturedRecord captured, JsonNode document) {
        return reader(captured).then(reader -> item(captured, document, reader, null));
    }

    private ParseResult<ItemParser> reader(CapturedRecord captured) {
        ItemParser reader = listed.get(captured.stream().stream());
        return reader == null
                ? ParseResult.refused(
                        "stream-unknown",
                        "a stream that the manifest does not have",
                        "apply a manifest with this stream, then replay")
                : new ParseResult.Got<>(reader);
    }

    /** What the item says of itself counts, except its version. */
    private ParseResult<ExtractionResult> recreated(CapturedRecord captured) {
        RecreatedItem recreated;
        try {
            recreated = RecreatedItem.fromBytes(captured.value());
        } catch (UnreadableMessageException e) {
            return ParseResult.refused(
                    "recreated-unreadable",
                    "not an item that was created again",
                    "none needed: it is sent again while the item is held as deleted");
        }
        return json.read(recreated.item())
                .then(document -> reader(captured)
                        .then(reader -> reader.sight(document)
                                .then(seen -> item(
                                        captured, document, reader, seen, recreated.version(), ItemOperation.CREATE))));
    }

    private ParseResult<ExtractionResult> framed(CapturedRecord captured, JsonNode document) {
        return frames.eventOf(document)
                .then(event -> event.stream().equals(captured.stream().stream())
                        ? event.lasting()
                                ? gone(captured, document, event.item())
                                : item(captured, document, event.item(), event.operation())
                        : ParseResult.refused(
                                "event-stream",
                                "an event of another stream than it was captured for",
                                "the manifest has changed in between; nothing to do if the item is listed too"));
    }

    private static ParseResult<ExtractionResult> gone(CapturedRecord captured, JsonNode document, ItemParser reader) {
        return reader.sight(document)
                .then(seen -> item(captured, document, reader, seen, Long.MAX_VALUE, ItemOperation.DELETE));
    }

    private static ParseResult<ExtractionResult> item(
            CapturedRecord captured, JsonNode document, ItemParser reader, @Nullable ItemOperation told) {
        return reader.sight(document)
                .then(seen -> reader.version(document, seen.position(), captured.generation())
                        .then(version -> reader.operation(document, told, seen.position(), version)
                                .then(operation -> item(captured, document, reader, seen, version, operation))));
    }

    private static ParseResult<ExtractionResult> item(
            CapturedRecord captured,
            JsonNode document,
            ItemParser reader,
            ItemPosition seen,
            long version,
            ItemOperation operation) {
        if (!seen.itemId().equals(captured.itemId())) {
            return ParseResult.refused(
                    "item-key",
                    "%s: another id than the record's key"
                            .formatted(reader.pointers().id()),
                    "the manifest has changed in between; nothing to do if the item is listed too");
        }
        if (operation == ItemOperation.DELETE) {
            return new ParseResult.Got<>(deletion(seen.itemId(), seen.position(), version));
        }
        JsonNode item = document.at(reader.pointers().item());
        if (!item.isObject()) {
            return ParseResult.refused(
                    "item",
                    "%s: %s (expected: an object)".formatted(reader.pointers().item(), JsonKind.of(item)),
                    "check the pointer in the manifest against what the source sends");
        }
        byte[] canonical = CanonicalJson.of(item, captured.value().length);
        HashRules rules = reader.rules().hash();
        return new ParseResult.Got<>(new ExtractionResult.Item(
                seen.itemId(),
                seen.position(),
                version,
                operation,
                rules.content(item, canonical),
                canonical,
                rules.version(),
                rules.volatileContent(item)));
    }

    private static ExtractionResult deletion(String id, long position, long version) {
        return new ExtractionResult.Item(
                id, position, version, ItemOperation.DELETE, new byte[Sha256Digest.LENGTH], null);
    }
}
