/** Holds what was claimed and kept against the truth; shares no code with the core. */
@NullMarked
package dev.gapless.simulation.oracle;

import org.jspecify.annotations.NullMarked;
