package dev.gapless.scheduler.drains;

/**
 * What a running drain wants handed out now.
 *
 * @param first the class whose work goes first
 * @param others share of a source's places that all other work may have meanwhile, from 0 to 1
 */
public record DrainFront(PriorityClass first, double others) {}
