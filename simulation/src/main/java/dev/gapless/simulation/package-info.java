/** The core of Gapless against a simulated world: one seed is one schedule of faults. */
@NullMarked
package dev.gapless.simulation;

import org.jspecify.annotations.NullMarked;
