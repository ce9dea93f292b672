package dev.gapless.scheduler.sources;

import dev.gapless.common.connector.Manifests.Reading;

/** How manifests are read. */
@FunctionalInterface
public interface ManifestSyntax {

    Reading read(byte[] yaml);
}
