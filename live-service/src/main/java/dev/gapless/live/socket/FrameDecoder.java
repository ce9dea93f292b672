package dev.gapless.live.socket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes the frames of a client apart (RFC 6455, section 5), however their bytes come. Memory is taken for bytes that
 * have come, and not for those that are announced. For one thread at a time.
 */
final class FrameDecoder {

    private static final int LAST = 0x80;
    private static final int RESERVED = 0x70;
    private static final int CODE = 0x0f;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MAX_CONTROL = 125;
    private static final int MAX_LENGTH_16 = 0xffff;
    private static final int MASK_BYTES = 4;
    static final int NO_CODE = 1005;

    /** The lowest code of those that protocols over WebSocket give. */
    private static final int OWN_CODES = 3_000;

    private static final int BEHIND_ALL_CODES = 5_000;

    /** Is told what the client says, in its order. */
    interface Receiver {

        /** A frame of any kind begins. */
        void framed();

        void text(String message);

        void binary(byte[] message);

        void ping(byte[] payload);

        /** @param code 1005 when the client has given none */
        void closed(int code);
    }

    private enum Part {
        KIND,
        LENGTH,
        LONG_LENGTH,
        MASK,
        PAYLOAD
    }

    private final long maxMessage;
    private final boolean deflate;
    private Part part = Part.KIND;
    private FrameKind kind = FrameKind.TEXT;
    private boolean last;

    /** Of the length or the mask that is being read. */
    private int numberLeft;

    /** The longest payload whose length is written in fewer bytes. */
    private int longest;

    private long payloadLeft;
    private int mask;
    private int masked;

    /** True behind a close frame: nothing is read there. */
    private boolean ended;

    /** True when the message that is coming is compressed. */
    private boolean compressed;

    /** The kind of the message of which some frames have come; null between messages. */
    private @Nullable FrameKind messageKind;

    private @Nullable ByteArrayOutputStream message;
    private @Nullable ByteArrayOutputStream control;

    /**
     * @param maxMessage bytes of one message, at most
     * @param deflate whether {@link MessageDeflate} was agreed on
     */
    FrameDecoder(long maxMessage, boolean deflate) {
        this.maxMessage = maxMessage;
        this.deflate = deflate;
    }

    /** @throws FrameException when these are no frames that a client may send; nothing may be read afterwards */
    void read(ByteBuffer bytes, Receiver receiver) throws FrameException {
        while (bytes.hasRemaining() && !ended) {
            switch (part) {
                case KIND -> {
                    readKind(bytes.get());
                    receiver.framed();
                }
                case LENGTH -> readLength(bytes.get());
                case LONG_LENGTH -> {
                    payloadLeft = (payloadLeft << Byte.SIZE) | Byte.toUnsignedLong(bytes.get());
                    if (--numberLeft == 0) {
                        checkShortest();
                        checkLength();
                        beginMask();
                    }
                }
                case MASK -> {
                    mask = (mask << Byte.SIZE) | Byte.toUnsignedInt(bytes.get());
                    numberLeft--;
                }
                case PAYLOAD -> readPayload(bytes);
            }
            if (part == Part.MASK && numberLeft == 0) {
                part = Part.PAYLOAD;
                masked = 0;
            }
            if (part == Part.PAYLOAD && payloadLeft == 0) {
                part = Part.KIND;
                end(receiver);
            }
        }
    }

    private void readKind(byte first) throws FrameException {
        FrameKind next = FrameKind.of(first & CODE);
        last = (first & LAST) != 0;
        boolean begins = next == FrameKind.TEXT || next == FrameKind.BINARY;
        int allowed = deflate && begins ? MessageDeflate.COMPRESSED : 0;
        if (next == null || (first & RESERVED & ~allowed) != 0 || (next.isControl() && !last)) {
            throw invalid("a kind that this service does not know");
        }
        if (next == FrameKind.CONTINUATION ? messageKind == null : !next.isControl() && messageKind != null) {
            throw invalid("a frame that does not continue the message before it");
        }
        kind = next;
        if (begins) {
            messageKind = next;
            compressed = (first & MessageDeflate.COMPRESSED) != 0;
        }
        part = Part.LENGTH;
    }

    private void readLength(byte second) throws FrameException {
        if ((second & MASKED) == 0) {
            throw invalid("a frame without a mask");
        }
        int length = second & LENGTH;
        if (kind.isControl() && length > MAX_CONTROL) {
            throw invalid("a control frame that is too long");
        }
        if (length < LENGTH_16) {
            payloadLeft = length;
            checkLength();
            beginMask();
        } else {
            payloadLeft = 0;
            longest = length == LENGTH_64 ? MAX_LENGTH_16 : LENGTH_16 - 1;
            numberLeft = length == LENGTH_64 ? Long.BYTES : Short.BYTES;
            part = Part.LONG_LENGTH;
        }
    }

    private void checkShortest() throws FrameException {
        if (payloadLeft >= 0 && payloadLeft <= longest) {
            throw invalid("a length in more bytes than it needs");
        }
    }

    private void checkLength() throws FrameException {
        if (payloadLeft < 0) {
            throw invalid("a length that is none");
        }
        long before = message == null ? 0 : message.size();
        if (!kind.isControl() && payloadLeft > maxMessage - before) {
            throw new FrameException(
                    SocketCloseReason.TOO_LARGE, "a message of more than %d bytes".formatted(maxMessage));
        }
    }

    private void beginMask() {
        mask = 0;
        numberLeft = MASK_BYTES;
        part = Part.MASK;
    }

    private void readPayload(ByteBuffer bytes) {
        byte[] some = new byte[(int) Math.min(bytes.remaining(), payloadLeft)];
        bytes.get(some);
        for (int i = 0; i < some.length; i++, masked++) {
            some[i] ^= (byte) (mask >>> (Byte.SIZE * (MASK_BYTES - 1 - masked % MASK_BYTES)));
        }
        payloadLeft -= some.length;
        payload().writeBytes(some);
    }

    private ByteArrayOutputStream payload() {
        if (kind.isControl()) {
            ByteArrayOutputStream begun = control == null ? new ByteArrayOutputStream() : control;
            control = begun;
            return begun;
        }
        ByteArrayOutputStream begun = message == null ? new ByteArrayOutputStream() : message;
        message = begun;
        return begun;
    }

    private void end(Receiver receiver) throws FrameException {
        if (!kind.isControl() && !last) {
            return;
        }
        byte[] payload = payload().toByteArray();
        if (kind.isControl()) {
            control = null;
            endControl(payload, receiver);
            return;
        }
        FrameKind ended = messageKind;
        messageKind = null;
        message = null;
        byte[] said = compressed ? MessageDeflate.inflate(payload, maxMessage) : payload;
        if (ended == FrameKind.TEXT) {
            receiver.text(text(said, 0));
        } else {
            receiver.binary(said);
        }
    }

    private void endControl(byte[] payload, Receiver receiver) throws FrameException {
        switch (kind) {
            case PING -> receiver.ping(payload);
            case PONG -> {
                // that a frame came is told already
            }
            default -> {
                receiver.closed(code(payload));
                ended = true;
            }
        }
    }

    private static int code(byte[] payload) throws FrameException {
        if (payload.length == 0) {
            return NO_CODE;
        }
        if (payload.length == 1) {
            throw invalid("a close frame with half a code");
        }
        int code = Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
        if (!mayBeSent(code)) {
            throw invalid("a close frame with the code " + code);
        }
        text(payload, Short.BYTES);
        return code;
    }

    /** As RFC 6455, section 7.4, and the registry of codes say. */
    private static boolean mayBeSent(int code) {
        return switch (code) {
            case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
            default -> code >= OWN_CODES && code < BEHIND_ALL_CODES;
        };
    }

    private static String text(byte[] payload, int from) throws FrameException {
        try {
            // a new decoder refuses what is no UTF-8
            CharBuffer text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload, from, payload.length - from));
            return text.toString();
        } catch (CharacterCodingException e) {
            FrameException refused = new FrameException(SocketCloseReason.TEXT_INVALID, "a text that is no UTF-8");
            refused.initCause(e);
            throw refused;
        }
    }

    private static FrameException invalid(String what) {
        return new FrameException(SocketCloseReason.FRAME_INVALID, what);
    }
}
