package dev.gapless.scheduler.planning;

import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** Names gaps: 16 hexadecimal digits, the same for the same gap opened at the same instant. */
final class GapId {

    private static final int BYTES = 8;

    private GapId() {}

    /** @param aspects as a bit mask */
    static String of(StreamId stream, long from, int aspects, Instant openedAt) {
        try {
            String what = "%s|%d|%d|%s".formatted(stream.key(), from, aspects, openedAt);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
