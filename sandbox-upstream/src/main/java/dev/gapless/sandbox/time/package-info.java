/** Lengths of time as people write them. */
@NullMarked
package dev.gapless.sandbox.time;

import org.jspecify.annotations.NullMarked;
