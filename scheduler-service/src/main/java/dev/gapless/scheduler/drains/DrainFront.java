package dev.gapless.scheduler.drains;

/**
 * The work that a running drain hands out first now.
 *
 * @param first the class whose work goes first
 * @param others tasks of all other work that may be out for each one of the class, from 0 to 1
 */
public record DrainFront(PriorityClass first, double others) {}
