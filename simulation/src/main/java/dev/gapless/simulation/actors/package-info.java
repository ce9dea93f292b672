/** The services' loops, led by virtual time around the real core. */
@NullMarked
package dev.gapless.simulation.actors;

import org.jspecify.annotations.NullMarked;
