package dev.gapless.miner.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body and gives up as soon as it is longer than allowed. The stream is the decompressed one, so a small
 * compressed body cannot grow past the limit either.
 */
final class BoundedBodyReader {

    private static final int CHUNK = 16 * 1024;

    private BoundedBodyReader() {}

    /** @return null when the body is longer than {@code most} bytes; the rest is left unread */
    static byte @Nullable [] read(InputStream body, int most) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream(Math.min(CHUNK, most));
        byte[] chunk = new byte[CHUNK];
        int length = body.read(chunk);
        while (length >= 0) {
            if (length > most - read.size()) {
                return null;
            }
            read.write(chunk, 0, length);
            length = body.read(chunk);
        }
        return read.toByteArray();
    }
}
