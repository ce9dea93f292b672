/** Long-running operations: their rows, claims and ends. */
@NullMarked
package dev.gapless.checkpoint.longrunning.operations;

import org.jspecify.annotations.NullMarked;
