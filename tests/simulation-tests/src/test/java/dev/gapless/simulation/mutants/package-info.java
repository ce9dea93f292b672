/** Bugs on purpose, to see that the oracle finds each of them. */
@NullMarked
package dev.gapless.simulation.mutants;

import org.jspecify.annotations.NullMarked;
