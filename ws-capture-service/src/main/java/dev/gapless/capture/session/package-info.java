/** One connection from its handshake to its end: events in, the session's wishes carried out. */
@NullMarked
package dev.gapless.capture.session;

import org.jspecify.annotations.NullMarked;
