/** Answers for failures that no handler of a feature expects. */
@NullMarked
package dev.gapless.scheduler.problems;

import org.jspecify.annotations.NullMarked;
