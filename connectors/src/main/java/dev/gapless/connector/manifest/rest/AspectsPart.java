package dev.gapless.connector.manifest.rest;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormats;
import java.util.List;
import java.util.Set;

/** A list of aspects. */
final class AspectsPart {

    private AspectsPart() {}

    static Set<Aspect> read(ManifestSection section, String key, Set<Aspect> otherwise) {
        List<Aspect> aspects = section.list(key, ValueFormats.choice(Aspect.CREATIONS, Aspect.class));
        return aspects.isEmpty() ? otherwise : Set.copyOf(aspects);
    }
}
