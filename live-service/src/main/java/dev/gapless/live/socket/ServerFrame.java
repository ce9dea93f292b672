package dev.gapless.live.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes frames of a server (RFC 6455, section 5): whole messages, without a mask. */
final class ServerFrame {

    private static final int LAST = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MAX_LENGTH_16 = 0xffff;
    private static final int MAX_CONTROL = 125;

    private ServerFrame() {}

    static byte[] of(FrameKind kind, byte[] payload) {
        return of(LAST | kind.code(), payload);
    }

    /** A payload that is short, or would not become shorter, goes as it is. */
    static byte[] deflated(FrameKind kind, byte[] payload) {
        return MessageDeflate.deflate(payload)
                .map(deflated -> of(LAST | MessageDeflate.COMPRESSED | kind.code(), deflated))
                .orElseGet(() -> of(kind, payload));
    }

    private static byte[] of(int first, byte[] payload) {
        int head = payload.length < LENGTH_16 ? 2 : payload.length <= MAX_LENGTH_16 ? 4 : 10;
        ByteBuffer frame = ByteBuffer.allocate(head + payload.length).put((byte) first);
        switch (head) {
            case 2 -> frame.put((byte) payload.length);
            case 4 -> frame.put((byte) LENGTH_16).putShort((short) payload.length);
            default -> frame.put((byte) LENGTH_64).putLong(payload.length);
        }
        return frame.put(payload).array();
    }

    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = Arrays.copyOf(
                ByteBuffer.allocate(Short.BYTES + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array(),
                Math.min(MAX_CONTROL, Short.BYTES + text.length));
        return of(FrameKind.CLOSE, payload);
    }
}
