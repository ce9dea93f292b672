/** What becomes of gaps beyond filling them, on the running service. */
@NullMarked
package dev.gapless.scheduler.upkeep;

import org.jspecify.annotations.NullMarked;
