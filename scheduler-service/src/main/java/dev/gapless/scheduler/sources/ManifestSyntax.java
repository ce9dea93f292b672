package dev.gapless.scheduler.sources;

import dev.gapless.connector.ManifestParser.Reading;

/** How manifests are read. */
@FunctionalInterface
public interface ManifestSyntax {

    Reading read(byte[] yaml);
}
