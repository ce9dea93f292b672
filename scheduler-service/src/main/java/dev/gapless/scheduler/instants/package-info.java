/** How instants become positions, rows, and delays. */
@NullMarked
package dev.gapless.scheduler.instants;

import org.jspecify.annotations.NullMarked;
