package dev.gapless.scheduler.drains;

/**
 * The gaps of a priority class that are not filled.
 *
 * @param due that wait for a miner
 * @param later that come due later: a limit of the source, or a failure, holds them back
 * @param out that miners have or are to get
 */
public record ClassBacklog(PriorityClass priorityClass, long due, long later, long out) {}
