package dev.gapless.live.socket;

import java.io.IOException;

/** A client has sent what no frame of it may be. What follows cannot be understood. */
final class FrameException extends IOException {

    private static final long serialVersionUID = 1;

    private final SocketCloseReason reason;

    FrameException(SocketCloseReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    SocketCloseReason reason() {
        return reason;
    }
}
