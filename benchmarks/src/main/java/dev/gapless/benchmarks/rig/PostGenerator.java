package dev.gapless.benchmarks.rig;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Items as a platform shows them: posts of exactly 500 bytes, of a thousand accounts in turn, told apart by a number.
 * The same number is the same item, byte for byte.
 */
public final class PostGenerator {

    public static final int BYTES = 500;

    private static final int ACCOUNTS = 1_000;
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final String[] WORDS = {
        "harbour",
        "lantern",
        "über",
        "coffee",
        "glacier",
        "notebook",
        "naïve",
        "orbit",
        "pepper",
        "quiet?",
        "\\\"so\\\"",
        "\\n",
        "🦊",
        "river",
        "signal",
        "tundra",
        "velvet",
        "winter",
        "yellow",
        "zenith"
    };

    private PostGenerator() {}

    /** By the backfill path, as one of a listing. */
    public static CapturedRecord mined(long number) {
        return captured(number, IngestPath.MINED, CapturedRecord.RecordKind.LISTED, json(number, 1));
    }

    /** The same post by the same path, after its author has changed it. */
    public static CapturedRecord edited(long number) {
        return captured(number, IngestPath.MINED, CapturedRecord.RecordKind.LISTED, json(number, 2));
    }

    /** By the live path, in its frame. */
    public static CapturedRecord live(long number) {
        return captured(
                number,
                IngestPath.LIVE,
                CapturedRecord.RecordKind.FRAME,
                "{\"event_type\":\"post_created\",\"data\":" + json(number, 1) + "}");
    }

    private static CapturedRecord captured(
            long number, IngestPath path, CapturedRecord.RecordKind shape, String bytes) {
        return new CapturedRecord(
                new StreamId(SandboxSource.NAME, account(number), SandboxSource.STREAM),
                id(number),
                shape,
                bytes.getBytes(StandardCharsets.UTF_8),
                path,
                at(number),
                "bench-provenance-1",
                0);
    }

    public static String account(long number) {
        return "account-" + number % ACCOUNTS;
    }

    public static String id(long number) {
        return "post-%010d".formatted(number);
    }

    private static Instant at(long number) {
        return FIRST.plus(number, ChronoUnit.MILLIS);
    }

    private static String json(long number, int revision) {
        long micros = MicrosecondTime.of(at(number));
        String tail =
                "\",\"tags\":[\"%s\",\"%s\"],\"created_at\":%d,\"updated_at\":%d,\"revision\":%d,\"deleted\":false}"
                        .formatted(word(number, 1), word(number, 2), micros, micros + revision - 1, revision);
        StringBuilder json = new StringBuilder(BYTES)
                .append("{\"id\":\"")
                .append(id(number))
                .append("\",\"account\":\"")
                .append(account(number))
                .append("\",\"text\":\"");
        int left = BYTES - bytes(json) - bytes(tail);
        for (int i = 3; left > 0; i++) {
            String word = word(number, i) + " ";
            String fits = bytes(word) <= left ? word : ".".repeat(left);
            json.append(fits);
            left -= bytes(fits);
        }
        return json.append(tail).toString();
    }

    /** A word by chance, the same each time. */
    private static String word(long number, int place) {
        long mixed = (number * 31 + place) * 0x9E3779B97F4A7C15L;
        return WORDS[(int) ((mixed >>> 33) % WORDS.length)];
    }

    private static int bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
