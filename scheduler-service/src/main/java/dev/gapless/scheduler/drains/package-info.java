/** Drains: the work of some priority classes goes to the miners first, until none of it waits. */
@NullMarked
package dev.gapless.scheduler.drains;

import org.jspecify.annotations.NullMarked;
