package dev.gapless.common.connector.extraction;

import dev.gapless.common.connector.Extraction;
import dev.gapless.common.message.Burial;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.Operation;
import dev.gapless.common.message.UnreadableMessageException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads captured records.
 *
 * @param listed by stream: reads an item as the paged door lists it
 */
public record Extractor(StrictJson json, Map<String, ItemReader> listed, FrameShape frames) {

    public Extractor {
        listed = Map.copyOf(listed);
    }

    public Extraction extract(CapturedRecord captured) {
        return switch (captured.shape()) {
            case BURIED -> buried(captured);
            case RESTORED ->
                new Extraction.Unreadable(
                        "restoration", "not from a source", "a defect: keep the record and report it");
            case LISTED -> ending(json.read(captured.value()).then(document -> listed(captured, document)));
            case FRAME -> ending(json.read(captured.value()).then(document -> framed(captured, document)));
        };
    }

    private static Extraction ending(Outcome<Extraction> outcome) {
        return switch (outcome) {
            case Outcome.Got<Extraction>(Extraction item) -> item;
            case Outcome.Refused<Extraction>(Refusal refusal) -> refusal.asExtraction();
        };
    }

    private static Extraction buried(CapturedRecord captured) {
        try {
            Burial burial = Burial.fromBytes(captured.value());
            return deletion(captured.itemId(), burial.position(), burial.version());
        } catch (UnreadableMessageException e) {
            return new Extraction.Unreadable(
                    "burial", "not what we write ourselves", "a defect: keep the record and report it");
        }
    }

    private Outcome<Extraction> listed(CapturedRecord captured, JsonNode document) {
        ItemReader reader = listed.get(captured.stream().stream());
        return reader == null
                ? Outcome.refused(
                        "stream-unknown",
                        "a stream that the manifest does not have",
                        "apply a manifest with this stream, then replay")
                : item(captured, document, reader, null);
    }

    private Outcome<Extraction> framed(CapturedRecord captured, JsonNode document) {
        return frames.eventOf(document)
                .then(event -> event.stream().equals(captured.stream().stream())
                        ? item(captured, document, event.item(), event.operation())
                        : Outcome.refused(
                                "event-stream",
                                "an event of another stream than it was captured for",
                                "the manifest has changed in between; nothing to do if the item is listed too"));
    }

    private static Outcome<Extraction> item(
            CapturedRecord captured, JsonNode document, ItemReader reader, @Nullable Operation told) {
        return reader.sight(document)
                .then(seen -> reader.version(document, captured.generation())
                        .then(version -> reader.operation(document, told, seen.position(), version)
                                .then(operation -> item(captured, document, reader, seen, version, operation))));
    }

    private static Outcome<Extraction> item(
            CapturedRecord captured,
            JsonNode document,
            ItemReader reader,
            Sighted seen,
            long version,
            Operation operation) {
        if (!seen.itemId().equals(captured.itemId())) {
            return Outcome.refused(
                    "item-key",
                    "%s: another id than the record's key"
                            .formatted(reader.pointers().id()),
                    "the manifest has changed in between; nothing to do if the item is listed too");
        }
        if (operation == Operation.DELETE) {
            return new Outcome.Got<>(deletion(seen.itemId(), seen.position(), version));
        }
        JsonNode item = document.at(reader.pointers().item());
        if (!item.isObject()) {
            return Outcome.refused(
                    "item",
                    "%s: %s (expected: an object)".formatted(reader.pointers().item(), JsonKind.of(item)),
                    "check the pointer in the manifest against what the source sends");
        }
        byte[] canonical = CanonicalJson.of(item, captured.value().length);
        HashRules rules = reader.rules().hash();
        return new Outcome.Got<>(new Extraction.Item(
                seen.itemId(),
                seen.position(),
                version,
                operation,
                rules.content(item, canonical),
                canonical,
                rules.version(),
                rules.volatileContent(item)));
    }

    private static Extraction deletion(String id, long position, long version) {
        return new Extraction.Item(id, position, version, Operation.DELETE, new byte[Fingerprint.LENGTH], null);
    }
}
