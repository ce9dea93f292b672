/** The completeness objective: how far streams may lag, in which share of the time. */
@NullMarked
package dev.gapless.scheduler.objective;

import org.jspecify.annotations.NullMarked;
