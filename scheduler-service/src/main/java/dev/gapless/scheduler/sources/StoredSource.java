package dev.gapless.scheduler.sources;

import java.time.Instant;

/**
 * A manifest that was accepted.
 *
 * @param revision fingerprint of its text
 * @param version how often the source's manifest changed, from 1
 * @param tenant whose it is
 */
record StoredSource(String name, String manifest, String revision, long version, Instant appliedAt, String tenant) {}
