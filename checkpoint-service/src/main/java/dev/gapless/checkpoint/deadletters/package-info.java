/** Keeps what could not be processed where operators find it, and puts it back where it came from when they say so. */
@NullMarked
package dev.gapless.checkpoint.deadletters;

import org.jspecify.annotations.NullMarked;
