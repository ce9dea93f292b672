/** Turns a captured record into a sighting of an item, or into the reason why it is none. */
@NullMarked
package dev.gapless.processor.normalise;

import org.jspecify.annotations.NullMarked;
