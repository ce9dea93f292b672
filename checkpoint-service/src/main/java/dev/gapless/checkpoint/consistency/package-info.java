/** How well the two doors agree, told from the table of items by the time of the events. */
@NullMarked
package dev.gapless.checkpoint.consistency;

import org.jspecify.annotations.NullMarked;
