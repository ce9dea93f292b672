package dev.gapless.scheduler.sources;

import java.time.Instant;
import java.util.List;

/** A source as the API shows it. */
record SourceView(String source, String revision, Instant appliedAt, List<String> streams) {}
