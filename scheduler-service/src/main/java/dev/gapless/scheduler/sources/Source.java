package dev.gapless.scheduler.sources;

import dev.gapless.connector.SourceSpec;

/**
 * A source that work can be planned for.
 *
 * @param version how often its manifest changed, from 1
 */
public record Source(SourceSpec spec, long version) {}
