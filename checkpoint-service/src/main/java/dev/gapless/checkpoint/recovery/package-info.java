/** Finds what does not go on by itself, and releases stuck gaps as a long-running operation. */
@NullMarked
package dev.gapless.checkpoint.recovery;

import org.jspecify.annotations.NullMarked;
