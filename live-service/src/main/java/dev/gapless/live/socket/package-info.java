/** The WebSocket door. */
@NullMarked
package dev.gapless.live.socket;

import org.jspecify.annotations.NullMarked;
