/** The core that is simulated, part by part. */
@NullMarked
package dev.gapless.simulation.core;

import org.jspecify.annotations.NullMarked;
