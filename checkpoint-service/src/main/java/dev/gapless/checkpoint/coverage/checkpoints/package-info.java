/** Checkpoints of work that another process can go on with. */
@NullMarked
package dev.gapless.checkpoint.coverage.checkpoints;

import org.jspecify.annotations.NullMarked;
