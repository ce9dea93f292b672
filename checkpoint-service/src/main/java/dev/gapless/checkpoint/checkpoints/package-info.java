/** The checkpoints of walks, and the checkpoints of streams and accounts as views over coverage. */
@NullMarked
package dev.gapless.checkpoint.checkpoints;

import org.jspecify.annotations.NullMarked;
