package dev.gapless.connector.manifest.rest;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.extraction.HashRules;
import dev.gapless.connector.extraction.IdentifierTemplate;
import dev.gapless.connector.extraction.ItemParser;
import dev.gapless.connector.extraction.ItemParsingRules;
import dev.gapless.connector.extraction.ItemPointers;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.part.ConditionPart;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code streams.NAME.item}. */
final class ItemPart {

    private static final ValueFormat<NumberForm> UNIT = ValueFormats.choice(NumberForm.MICROSECONDS, NumberForm.class);

    /** Where an id stands. */
    static final ValueFormat<IdentifierTemplate> IDENTIFIER = new ValueFormat<>(
            IdentifierTemplate.of(JsonPointer.empty()),
            "a JSON pointer (RFC 6901), or a text with pointers in braces and something between them",
            "/data/id",
            IdentifierTemplate::parse,
            Map.of("type", "string"));

    /** The word of {@code first-version} for the item's position; no version is negative. */
    private static final long POSITION = -1;

    private static final ValueFormat<Long> FIRST_VERSION = new ValueFormat<>(
            1L,
            "a whole number of at most 18 digits, or position",
            "position",
            text -> text.equals("position")
                    ? Long.valueOf(POSITION)
                    : ValueFormats.whole(0, Long.MAX_VALUE).parser().apply(text),
            Map.of("type", List.of("integer", "string"), "minimum", 0, "pattern", "^position$"));

    private ItemPart() {}

    static ItemParser read(ManifestSection item, PositionDomain domain, Set<Aspect> aspects) {
        IdentifierTemplate id = item.value("id", IDENTIFIER);
        JsonPointer position = item.value("position", ValueFormats.pointer());
        @Nullable JsonPointer version = item.optional("version", ValueFormats.pointer());
        if (!item.has("version") && aspects.contains(Aspect.EDITS)) {
            item.problem(
                    "version",
                    "required where items change",
                    "name the member that grows with each edit of the item, for example: version: /revision");
        }
        ItemPointers pointers = new ItemPointers(
                item.value("content", ValueFormats.pointer(), JsonPointer.empty()),
                id,
                position,
                version,
                item.optional("created", ValueFormats.pointer()),
                item.optional("deleted", ValueFormats.pointer()));
        boolean timed = domain == PositionDomain.TIME;
        NumberForm unit = item.value("position-unit", UNIT, timed ? NumberForm.MICROSECONDS : NumberForm.NUMBER);
        if (timed == unit.isCount()) {
            item.problem(
                    "position-unit",
                    timed
                            ? "a unit of time, as the domain is time"
                            : "number, hex or leading-number, as the domain is sequence",
                    timed ? "write: position-unit: microseconds" : "leave it out");
        }
        NumberForm versions = item.value("version-unit", UNIT, NumberForm.NUMBER);
        @Nullable Long first = firstVersion(item, unit, versions);
        boolean optional = item.value("version-optional", ValueFormats.flag(), false);
        if (optional && first != null && !item.has("version")) {
            item.problem(
                    "version-optional",
                    "only where version is named, or first-version is position",
                    "leave it out, or name the member of items that grows with each change: version: /revision");
        }
        ItemParsingRules rules = new ItemParsingRules(
                unit,
                versions,
                first,
                optional,
                !aspects.contains(Aspect.EDITS),
                hash(item, pointers),
                ConditionPart.read(item, "deleted-when", ConditionPart.ITEM));
        return new ItemParser(pointers, rules);
    }

    /** Null where it is the item's position, which then must be comparable with versions. */
    private static @Nullable Long firstVersion(ManifestSection item, NumberForm positions, NumberForm versions) {
        long first = item.value("first-version", FIRST_VERSION, 1L);
        if (first != POSITION) {
            return first;
        }
        if (positions.isCount() != versions.isCount()) {
            item.problem(
                    "first-version",
                    "position only where position-unit and version-unit are both times or both counts",
                    "name another first-version, or the unit of the versions, for example: version-unit: iso");
        }
        return null;
    }

    /** What tells an item and its version from others cannot be what does not count. */
    private static HashRules hash(ManifestSection item, ItemPointers pointers) {
        HashRules rules = HashRules.without(item.list("volatile", ValueFormats.pointer()));
        for (JsonPointer pointer : rules.volatiles()) {
            if (pointer.matches()
                    || pointer.last().getMatchingProperty().isEmpty()
                    || pointers.essential().stream()
                            .anyMatch(each -> under(each, pointers.item().append(pointer)))) {
                item.problem(
                        "volatile",
                        "members beside id, position, version, created and deleted; not " + pointer,
                        "name members like counters of views or signed addresses, for example: volatile: [/views]");
            }
        }
        return rules;
    }

    private static boolean under(JsonPointer inner, JsonPointer outer) {
        return (inner + "/").startsWith(outer + "/");
    }

    /** How far apart positions are at least, in µs. */
    static long coarseness(ItemParser reader) {
        return reader.rules().positionForm().step() == 1
                ? 0
                : reader.rules().positionForm().step();
    }
}
