/** Keeps what could not be processed, with its bytes and the cause. */
@NullMarked
package dev.gapless.processor.deadletters;

import org.jspecify.annotations.NullMarked;
