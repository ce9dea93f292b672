/** The WebSocket endpoint. */
@NullMarked
package dev.gapless.live.socket;

import org.jspecify.annotations.NullMarked;
