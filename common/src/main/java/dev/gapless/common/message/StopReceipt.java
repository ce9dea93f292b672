package dev.gapless.common.message;

import org.jspecify.annotations.Nullable;

/**
 * A replica's report of the stops that it obeys, for the scheduler.
 *
 * @param service name of the service
 * @param instance name of the replica, as {@code gapless.instance} says
 * @param process drawn at the process's start, since two processes may have one name
 * @param generation the highest that it obeys; 0 before it has read any
 * @param inFlight upstream calls, open connections or batches of scopes that are stopped, begun before and not ended
 * @param leaving true with the last word before the process ends
 * @param lastDurable null before any record is, and from replicas of an earlier release
 */
public record StopReceipt(
        String service,
        String instance,
        String process,
        long generation,
        int inFlight,
        boolean leaving,
        @Nullable DurablePlace lastDurable) {}
