package dev.gapless.scheduler.dispatch;

import dev.gapless.scheduler.drains.DrainFront;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one look may hand out.
 *
 * @param shards those that are this scheduler's until the end of the transaction
 * @param sources those whose places no other scheduler counts until then
 * @param front what a drain wants first; null for the usual order
 */
record DispatchScope(
        Set<Integer> shards, List<String> sources, @Nullable DrainFront front) {}
