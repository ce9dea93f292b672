/** Traces of captured items, from the frame or the page to the change. */
@NullMarked
package dev.gapless.common.tracing;

import org.jspecify.annotations.NullMarked;
