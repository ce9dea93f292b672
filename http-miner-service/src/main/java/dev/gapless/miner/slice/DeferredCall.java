package dev.gapless.miner.slice;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * No call may be made now.
 *
 * @param until when to try again
 * @param reason in words; null when it is the source's limit
 */
record DeferredCall(Instant until, @Nullable String reason) {}
