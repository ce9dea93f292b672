/** What goes wrong: planned by the seed, counted when it really happens. */
@NullMarked
package dev.gapless.simulation.faults;

import org.jspecify.annotations.NullMarked;
