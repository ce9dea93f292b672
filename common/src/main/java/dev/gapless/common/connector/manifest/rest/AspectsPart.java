package dev.gapless.common.connector.manifest.rest;

import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Section;
import dev.gapless.common.coverage.Aspect;
import java.util.List;
import java.util.Set;

/** A list of aspects. */
final class AspectsPart {

    private AspectsPart() {}

    static Set<Aspect> read(Section section, String key, Set<Aspect> otherwise) {
        List<Aspect> aspects = section.list(key, Forms.choice(Aspect.CREATIONS, Aspect.class));
        return aspects.isEmpty() ? otherwise : Set.copyOf(aspects);
    }
}
