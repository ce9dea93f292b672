package dev.gapless.checkpoint.items.commit;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Payloads in zstd.
 *
 * @param from payloads of so many bytes and more are packed; 0 for none
 */
public record PayloadCompression(int from) {

    private static final int LEVEL = 1;

    /** To make one costs more than to pack with it, and virtual threads keep none. */
    private static final BlockingQueue<ZstdCompressCtx> CONTEXTS = new ArrayBlockingQueue<>(16);

    boolean packs(byte @Nullable [] payload) {
        return payload != null && from > 0 && payload.length >= from;
    }

    /** Null where the payload is kept as it is. */
    byte @Nullable [] packed(byte @Nullable [] payload) {
        if (payload == null || !packs(payload)) {
            return null;
        }
        ZstdCompressCtx context = CONTEXTS.poll();
        if (context == null) {
            context = new ZstdCompressCtx().setLevel(LEVEL);
        }
        byte[] packed = context.compress(payload);
        if (!CONTEXTS.offer(context)) {
            context.close();
        }
        return packed;
    }

    /** What a row holds: one of the two, or none. */
    public static @Nullable String text(@Nullable String plain, byte @Nullable [] packed) {
        return packed == null
                ? plain
                : new String(Zstd.decompress(packed, (int) Zstd.getFrameContentSize(packed)), StandardCharsets.UTF_8);
    }
}
