package dev.gapless.scheduler.accounts;

import dev.gapless.common.position.StreamId;
import dev.gapless.connector.StreamSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * One stream of one followed account.
 *
 * @param from the first position wanted
 * @param since when it was first wanted
 * @param silenceLimit without a sign of life for this long a live connection of its source is taken for dead
 */
public record FollowedStream(StreamId stream, StreamSpec spec, long from, Instant since, Duration silenceLimit) {}
