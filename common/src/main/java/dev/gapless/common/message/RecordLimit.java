package dev.gapless.common.message;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The limit of a record's size. What is longer, and can be made no shorter, is kept as a dead letter: its first bytes,
 * its length and its SHA-256.
 *
 * @param bytes the longest value of a record
 */
public record RecordLimit(int bytes) {

    /** So much is kept of what is too long: enough to see what it is. */
    static final int KEPT = 64 * 1024;

    public boolean takes(byte[] value) {
        return value.length <= bytes;
    }

    /** The letter itself where it fits, else the beginning of it, with what tells the whole. */
    public DeadLetter within(DeadLetter letter) {
        if (takes(letter.value())) {
            return letter;
        }
        return new DeadLetter(
                letter.stream(),
                letter.where(),
                letter.rule(),
                letter.detail() + "; " + described(letter.value()),
                letter.remedy(),
                Arrays.copyOf(letter.value(), Math.min(KEPT, bytes)));
    }

    /**
     * What is kept in the place of a record that is too long.
     *
     * @param where where it came from, as {@link DeadLetter#where} wants it
     */
    public DeadLetter instead(CapturedRecord record, String where) {
        return within(new DeadLetter(
                record.stream().key(),
                where,
                "record-size",
                "an item of more than %d bytes".formatted(bytes),
                "raise gapless.topics.max-record of all services if such items are genuine; nothing else is lost with it",
                record.value()));
    }

    private String described(byte[] value) {
        return "%d bytes, SHA-256 %s; the first %d are kept"
                .formatted(value.length, HexFormat.of().formatHex(sha256(value)), Math.min(KEPT, bytes));
    }

    private static byte[] sha256(byte[] value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
