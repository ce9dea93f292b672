package dev.gapless.connector.evm;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A block header's filter of the addresses and topics of its logs. What is not in it has no log in the block; what is
 * in it may have one.
 *
 * @param bits 2,048, the last byte being the lowest
 */
@SuppressWarnings("ArrayRecordComponent")
record LogBloom(byte[] bits) {

    private static final int BYTES = 256;

    /** Three pairs of the digest's bytes name three bits. */
    private static final int PAIRS = 3;

    /** @return null for what is no such filter */
    static @Nullable LogBloom parse(@Nullable String text) {
        if (text == null || text.length() != 2 + 2 * BYTES || !text.startsWith("0x")) {
            return null;
        }
        try {
            return new LogBloom(HexFormat.of().parseHex(text, 2, text.length()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** @param value of an address or a topic */
    boolean mayHold(byte[] value) {
        byte[] digest = KeccakDigest.digest(value);
        for (int pair = 0; pair < PAIRS; pair++) {
            int bit = ((digest[2 * pair] & 0xff) << 8 | (digest[2 * pair + 1] & 0xff)) & (8 * BYTES - 1);
            if ((bits[BYTES - 1 - bit / 8] >> (bit % 8) & 1) == 0) {
                return false;
            }
        }
        return true;
    }
}
