package dev.gapless.scheduler.sources;

import java.time.Instant;
import java.util.List;

/**
 * A source as the API shows it.
 *
 * @param tenant whose it is
 */
record SourceView(String source, String revision, Instant appliedAt, List<String> streams, String tenant) {}
