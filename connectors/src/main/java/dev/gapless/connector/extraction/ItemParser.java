package dev.gapless.connector.extraction;

import dev.gapless.common.message.ItemOperation;
import dev.gapless.connector.expression.MessageCondition;
import dev.gapless.connector.extraction.ParseResult.Got;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Reads the essentials of an item out of a document. */
public record ItemParser(ItemPointers pointers, ItemParsingRules rules) {

    static final int MAX_ID = 512;

    public ParseResult<ItemPosition> sight(JsonNode document) {
        return id(document)
                .then(id -> number(document, pointers.position(), rules.positionForm(), "item-position")
                        .then(position -> new Got<>(new ItemPosition(id, position))));
    }

    /** @param unversioned the version of an item of a source that gives none */
    ParseResult<Long> version(JsonNode document, long position, long unversioned) {
        JsonPointer pointer = pointers.version();
        if (pointer == null) {
            return new Got<>(rules.beginsAtPosition() ? position : unversioned);
        }
        return rules.versionOptional() && absent(document.at(pointer))
                ? new Got<>(rules.firstVersionAt(position))
                : number(document, pointer, rules.versionForm(), "item-version")
                        .then(version -> new Got<>(rules.notBeforeFirst(version, position)));
    }

    /** @param told what the source's event says; null in a listing */
    ParseResult<ItemOperation> operation(JsonNode document, @Nullable ItemOperation told, long position, long version) {
        if (told == ItemOperation.DELETE) {
            return new Got<>(ItemOperation.DELETE);
        }
        return deleted(document)
                .then(deleted -> deleted ? new Got<>(ItemOperation.DELETE) : upsert(document, told, position, version));
    }

    /** The item's own word goes before the event's, so that both paths come to the same answer. */
    private ParseResult<ItemOperation> upsert(
            JsonNode document, @Nullable ItemOperation told, long position, long version) {
        JsonPointer created = pointers.created();
        if (created != null && !absent(document.at(created))) {
            return number(document, created, rules.positionForm(), "item-created")
                    .then(first -> new Got<>(
                            first == position || isFirst(position, version)
                                    ? ItemOperation.CREATE
                                    : ItemOperation.UPDATE));
        }
        if (pointers.version() != null && !rules.createdOnly()) {
            return new Got<>(isFirst(position, version) ? ItemOperation.CREATE : ItemOperation.UPDATE);
        }
        if (rules.neverChanges()) {
            return new Got<>(ItemOperation.CREATE);
        }
        return new Got<>(told == null ? ItemOperation.UPDATE : told);
    }

    private boolean isFirst(long position, long version) {
        return pointers.version() != null && version == rules.firstVersionAt(position);
    }

    private ParseResult<Boolean> deleted(JsonNode document) {
        MessageCondition condition = rules.deletedWhen();
        return condition != null && condition.holds(document.at(pointers.item())) ? new Got<>(true) : flagged(document);
    }

    private ParseResult<Boolean> flagged(JsonNode document) {
        JsonPointer pointer = pointers.deleted();
        JsonNode flag = pointer == null ? null : document.at(pointer);
        if (flag == null || absent(flag)) {
            return new Got<>(false);
        }
        return flag.isBoolean()
                ? new Got<>(flag.booleanValue())
                : wrong("item-deleted", pointer == null ? JsonPointer.empty() : pointer, flag, "true or false");
    }

    private ParseResult<String> id(JsonNode document) {
        StringBuilder whole = new StringBuilder();
        for (IdentifierTemplate.Part part : pointers.id().parts()) {
            String value = part.of(document);
            if (value == null || whole.length() + value.length() > MAX_ID) {
                return wrong("item-id", part.pointer(), document.at(part.pointer()), IdentifierTemplate.EXPECTED);
            }
            whole.append(value);
        }
        return new Got<>(whole.append(pointers.id().end()).toString());
    }

    private static ParseResult<Long> number(JsonNode document, JsonPointer pointer, NumberForm form, String rule) {
        JsonNode value = document.at(pointer);
        Long number = form.parse(value);
        return number == null
                ? wrong(rule, pointer, value, "not negative, as " + form.name().toLowerCase(Locale.ROOT))
                : new Got<>(number);
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static <T> ParseResult<T> wrong(String rule, JsonPointer pointer, JsonNode found, String expected) {
        return ParseResult.refused(
                rule,
                "%s: %s (expected: %s)".formatted(pointer, JsonKind.of(found), expected),
                "check the pointer in the manifest against what the source sends");
    }
}
