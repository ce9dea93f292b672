package dev.gapless.checkpoint.ledger;

import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Payloads in zstd.
 *
 * @param from payloads of so many bytes and more are packed; 0 for none
 */
public record Packing(int from) {

    private static final int LEVEL = 1;

    boolean packs(byte @Nullable [] payload) {
        return payload != null && from > 0 && payload.length >= from;
    }

    /** Null where the payload is kept as it is. */
    byte @Nullable [] packed(byte @Nullable [] payload) {
        return payload != null && packs(payload) ? Zstd.compress(payload, LEVEL) : null;
    }

    /** What a row holds: one of the two, or none. */
    public static @Nullable String text(@Nullable String plain, byte @Nullable [] packed) {
        return packed == null
                ? plain
                : new String(Zstd.decompress(packed, (int) Zstd.getFrameContentSize(packed)), StandardCharsets.UTF_8);
    }
}
