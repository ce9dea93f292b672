/**
 * What was left lying when somebody died: found, planned with its order and its time, and set going again step by step.
 */
@NullMarked
package dev.gapless.checkpoint.recovery;

import org.jspecify.annotations.NullMarked;
