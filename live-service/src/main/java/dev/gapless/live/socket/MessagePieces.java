package dev.gapless.live.socket;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;

/**
 * Puts the pieces of a client's messages together. So the container needs no buffer as long as the longest message for
 * each connection. For one thread at a time.
 */
final class MessagePieces {

    private final long most;
    private @Nullable StringBuilder text;
    private @Nullable ByteArrayOutputStream packed;
    private long length;

    /** @param most characters or bytes of a message */
    MessagePieces(long most) {
        this.most = most;
    }

    /** The whole message at its last piece; null before, and when it is too long. */
    @Nullable
    String add(TextMessage piece) {
        String payload = piece.getPayload();
        if (isTooLongWith(payload.length())) {
            text = null;
            return null;
        }
        StringBuilder begun = text;
        if (begun == null) {
            if (piece.isLast()) {
                length = 0;
                return payload;
            }
            begun = new StringBuilder();
            text = begun;
        }
        begun.append(payload);
        if (!piece.isLast()) {
            return null;
        }
        text = null;
        length = 0;
        return begun.toString();
    }

    /** The whole message at its last piece; null before, and when it is too long. */
    byte @Nullable [] add(BinaryMessage piece) {
        byte[] payload = new byte[piece.getPayloadLength()];
        piece.getPayload().get(payload);
        if (isTooLongWith(payload.length)) {
            packed = null;
            return null;
        }
        ByteArrayOutputStream begun = packed;
        if (begun == null) {
            if (piece.isLast()) {
                length = 0;
                return payload;
            }
            begun = new ByteArrayOutputStream();
            packed = begun;
        }
        begun.writeBytes(payload);
        if (!piece.isLast()) {
            return null;
        }
        packed = null;
        length = 0;
        return begun.toByteArray();
    }

    private boolean isTooLongWith(int more) {
        length += more;
        return isTooLong();
    }

    /** True for good after a message that is longer than it may be. */
    boolean isTooLong() {
        return length > most;
    }
}
