package dev.gapless.common.connector.manifest.rest;

import dev.gapless.common.connector.extraction.ItemPointers;
import dev.gapless.common.connector.extraction.ItemReader;
import dev.gapless.common.connector.extraction.ItemRules;
import dev.gapless.common.connector.extraction.NumberForm;
import dev.gapless.common.connector.manifest.node.Form;
import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Section;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code streams.NAME.item}. */
final class ItemPart {

    private static final Form<NumberForm> UNIT = Forms.choice(NumberForm.MICROSECONDS, NumberForm.class);

    private ItemPart() {}

    static ItemReader read(Section item, PositionDomain domain, Set<Aspect> aspects) {
        JsonPointer id = item.value("id", Forms.pointer());
        JsonPointer position = item.value("position", Forms.pointer());
        @Nullable JsonPointer version = item.optional("version", Forms.pointer());
        if (!item.has("version") && !aspects.equals(Set.of(Aspect.CREATIONS))) {
            item.problem(
                    "version", "required where items change", "name the member that grows with each edit of the item");
        }
        ItemPointers pointers = new ItemPointers(
                JsonPointer.empty(),
                id,
                position,
                version,
                item.optional("created", Forms.pointer()),
                item.optional("deleted", Forms.pointer()));
        boolean timed = domain == PositionDomain.TIME;
        NumberForm unit = item.value("position-unit", UNIT, timed ? NumberForm.MICROSECONDS : NumberForm.NUMBER);
        if (timed == (unit == NumberForm.NUMBER)) {
            item.problem(
                    "position-unit",
                    timed ? "a unit of time, as the domain is time" : "number, as the domain is sequence",
                    timed ? "position-unit: microseconds" : "leave it out");
        }
        ItemRules rules = new ItemRules(
                unit,
                item.value("version-unit", UNIT, NumberForm.NUMBER),
                item.value("first-version", Forms.whole(0, Long.MAX_VALUE), 1L),
                aspects.equals(Set.of(Aspect.CREATIONS)));
        return new ItemReader(pointers, rules);
    }

    /** How far apart positions are at least, in µs. */
    static long coarseness(ItemReader reader) {
        return reader.rules().positionForm().step() == 1
                ? 0
                : reader.rules().positionForm().step();
    }
}
