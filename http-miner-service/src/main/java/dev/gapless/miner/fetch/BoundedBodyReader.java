package dev.gapless.miner.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a body and gives up as soon as it is longer than allowed. The stream is the decompressed one, so a small
 * compressed body cannot grow past the limit either.
 */
final class BoundedBodyReader {

    private static final int CHUNK = 16 * 1024;

    private BoundedBodyReader() {}

    /**
     * What was read.
     *
     * @param whole false when the body is longer than {@code most} bytes; the rest was left unread
     */
    @SuppressWarnings("ArrayRecordComponent")
    record BodyPart(byte[] bytes, boolean whole) {}

    static BodyPart read(InputStream body, int most) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream(Math.min(CHUNK, most));
        byte[] chunk = new byte[CHUNK];
        int length = body.read(chunk);
        while (length >= 0) {
            if (length > most - read.size()) {
                return new BodyPart(read.toByteArray(), false);
            }
            read.write(chunk, 0, length);
            length = body.read(chunk);
        }
        return new BodyPart(read.toByteArray(), true);
    }
}
