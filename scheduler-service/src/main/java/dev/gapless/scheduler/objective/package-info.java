/** The completeness objective: which part of all positions must be held how soon, and which part was. */
@NullMarked
package dev.gapless.scheduler.objective;

import org.jspecify.annotations.NullMarked;
