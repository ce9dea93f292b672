/** Items that only one path brought. */
@NullMarked
package dev.gapless.checkpoint.coverage.missdetection;

import org.jspecify.annotations.NullMarked;
