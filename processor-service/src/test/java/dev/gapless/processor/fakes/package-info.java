/** Stand-ins for the processor's neighbours, written by hand. */
@NullMarked
package dev.gapless.processor.fakes;

import org.jspecify.annotations.NullMarked;
