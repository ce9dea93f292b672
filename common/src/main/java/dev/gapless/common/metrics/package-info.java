/** Figures that are read now and then, as gauges. */
@NullMarked
package dev.gapless.common.metrics;

import org.jspecify.annotations.NullMarked;
