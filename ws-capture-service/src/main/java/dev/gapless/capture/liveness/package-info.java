/** Whether the other side is still there: its silence, our pings, and a monotonic clock. */
@NullMarked
package dev.gapless.capture.liveness;

import org.jspecify.annotations.NullMarked;
