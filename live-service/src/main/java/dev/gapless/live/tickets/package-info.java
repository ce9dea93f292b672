/** Who may open a door, until when, and to which channels. */
@NullMarked
package dev.gapless.live.tickets;

import org.jspecify.annotations.NullMarked;
