/** A log whose acknowledgements come late, out of order, or not at all. */
@NullMarked
package dev.gapless.simulation.kafka;

import org.jspecify.annotations.NullMarked;
