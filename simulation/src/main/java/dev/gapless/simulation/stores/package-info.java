/** The tables, in memory. */
@NullMarked
package dev.gapless.simulation.stores;

import org.jspecify.annotations.NullMarked;
