/** Virtual time: what happens next, and the processes it happens in. */
@NullMarked
package dev.gapless.simulation.time;

import org.jspecify.annotations.NullMarked;
