/** WebSocket connections, as bytes. */
@NullMarked
package dev.gapless.capture.connection;

import org.jspecify.annotations.NullMarked;
