/** Whether the other side is still there: its silence, our pings, and a clock that nobody sets. */
@NullMarked
package dev.gapless.capture.liveness;

import org.jspecify.annotations.NullMarked;
