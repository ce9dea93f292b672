/** Who may open a connection, until when, and to which channels. */
@NullMarked
package dev.gapless.live.tickets;

import org.jspecify.annotations.NullMarked;
