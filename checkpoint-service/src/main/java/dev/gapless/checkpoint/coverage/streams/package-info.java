/** The state of streams, their forks, and what a fork leaves behind. */
@NullMarked
package dev.gapless.checkpoint.coverage.streams;

import org.jspecify.annotations.NullMarked;
