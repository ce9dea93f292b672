package dev.gapless.benchmarks.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Takes the frames of a server apart whose messages may be compressed, without a memory of earlier messages. For one
 * thread.
 */
final class InflatingReader {

    /** The header that offers it. */
    static final String OFFER =
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private static final int LAST = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int CONTROL = 0x08;

    /** None for a frame that continues a message. */
    private static final int KIND = 0x0f;

    private static final int LENGTH = 0x7f;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final byte[] inflated = new byte[65_536];
    private int first;
    private boolean compressed;
    private long left;

    /** Bytes of the frame's head that are still to come; before the first one it is not known how many. */
    private int headLeft = 2;

    private boolean lengthRead;

    /** Hears a whole message, or a part of it. */
    interface Receiver {
        void message(byte[] bytes, int length);
    }

    /** @param count of the bytes, from the first on */
    void read(byte[] bytes, int count, Receiver receiver) throws IOException {
        int at = 0;
        while (at < count) {
            if (headLeft > 0) {
                readHead(bytes[at++]);
            } else {
                int some = (int) Math.min(left, count - at);
                if ((first & CONTROL) == 0) {
                    message.write(bytes, at, some);
                }
                at += some;
                left -= some;
            }
            if (headLeft == 0 && left == 0) {
                endFrame(receiver);
            }
        }
    }

    private void readHead(byte next) {
        headLeft--;
        if (headLeft == 1 && !lengthRead) {
            first = next;
            if ((first & KIND) != 0 && (first & CONTROL) == 0) {
                compressed = (first & COMPRESSED) != 0;
            }
        } else if (!lengthRead) {
            lengthRead = true;
            int length = next & LENGTH;
            headLeft = length == LENGTH_16 ? Short.BYTES : length == LENGTH_64 ? Long.BYTES : 0;
            left = headLeft == 0 ? length : 0;
        } else {
            left = (left << Byte.SIZE) | Byte.toUnsignedLong(next);
        }
    }

    private void endFrame(Receiver receiver) throws IOException {
        headLeft = 2;
        lengthRead = false;
        if ((first & CONTROL) != 0 || (first & LAST) == 0) {
            return;
        }
        byte[] whole = message.toByteArray();
        message.reset();
        if (!compressed) {
            receiver.message(whole, whole.length);
            return;
        }
        try (Inflater inflater = new Inflater(true)) {
            for (byte[] part : new byte[][] {whole, TAIL}) {
                inflater.setInput(part);
                for (int more = inflater.inflate(inflated); more > 0; more = inflater.inflate(inflated)) {
                    receiver.message(inflated, more);
                }
            }
        } catch (DataFormatException e) {
            throw new IOException("a message that is not deflated", e);
        }
    }
}
