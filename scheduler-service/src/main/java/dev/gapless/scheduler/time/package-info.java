/** How instants become positions, rows, and delays. */
@NullMarked
package dev.gapless.scheduler.time;

import org.jspecify.annotations.NullMarked;
