package dev.gapless.scheduler.accounts;

import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.position.StreamId;

/**
 * One stream of one followed account.
 *
 * @param from the first position wanted
 */
public record Followed(StreamId stream, StreamSpec spec, long from) {}
