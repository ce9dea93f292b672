package dev.gapless.scheduler.dispatch;

import java.util.List;
import java.util.Set;

/**
 * What one look may hand out.
 *
 * @param shards those that are this scheduler's until the end of the transaction
 * @param sources those whose places no other scheduler counts until then
 */
record DispatchScope(Set<Integer> shards, List<String> sources) {}
