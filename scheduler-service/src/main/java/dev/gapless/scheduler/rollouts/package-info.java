/** Flags by which doors of sources are opened for a part of the accounts. */
@NullMarked
package dev.gapless.scheduler.rollouts;

import org.jspecify.annotations.NullMarked;
