/** Interval arithmetic over positions: what is held, by what evidence, and what is missing. */
@NullMarked
package dev.gapless.common.coverage;

import org.jspecify.annotations.NullMarked;
