package dev.gapless.connector.evm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keccak-256 as chains use it: the sponge of SHA3-256 with the padding of the submission, which the JDK does not offer.
 * It finds places in a bloom filter here and protects nothing.
 *
 * <ol>
 *   <li>The message is padded to blocks of 136 bytes, which are added to the state one after the other.
 *   <li>After each the state of 25 lanes is permuted in 24 rounds (FIPS 202, section 3).
 *   <li>The first four lanes are the digest.
 * </ol>
 */
final class KeccakDigest {

    private static final int RATE = 136;
    private static final int LANES = 25;
    private static final int ROUNDS = 24;
    private static final int DIGEST = 32;

    /** Rotations of the step rho, in the order in which the step pi visits the lanes. */
    private static final int[] ROTATIONS = {
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
    };

    private static final int[] ORDER = {
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
    };

    private KeccakDigest() {}

    static byte[] digest(byte[] message) {
        byte[] padded = Arrays.copyOf(message, (message.length / RATE + 1) * RATE);
        padded[message.length] = 1;
        padded[padded.length - 1] |= (byte) 0x80;
        ByteBuffer blocks = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
        long[] state = new long[LANES];
        while (blocks.hasRemaining()) {
            for (int lane = 0; lane < RATE / Long.BYTES; lane++) {
                state[lane] ^= blocks.getLong();
            }
            permute(state);
        }
        ByteBuffer digest = ByteBuffer.allocate(DIGEST).order(ByteOrder.LITTLE_ENDIAN);
        for (int lane = 0; lane < DIGEST / Long.BYTES; lane++) {
            digest.putLong(state[lane]);
        }
        return digest.array();
    }

    private static void permute(long[] state) {
        int register = 1;
        for (int round = 0; round < ROUNDS; round++) {
            theta(state);
            rhoAndPi(state);
            chi(state);
            for (int bit = 0; bit < 7; bit++) {
                if ((register & 1) != 0) {
                    state[0] ^= 1L << ((1 << bit) - 1);
                }
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }
    }

    private static void theta(long[] state) {
        long[] parity = new long[5];
        for (int lane = 0; lane < LANES; lane++) {
            parity[lane % 5] ^= state[lane];
        }
        for (int lane = 0; lane < LANES; lane++) {
            state[lane] ^= parity[(lane + 4) % 5] ^ Long.rotateLeft(parity[(lane + 1) % 5], 1);
        }
    }

    private static void rhoAndPi(long[] state) {
        long moved = state[1];
        for (int step = 0; step < ROTATIONS.length; step++) {
            long next = state[ORDER[step]];
            state[ORDER[step]] = Long.rotateLeft(moved, ROTATIONS[step]);
            moved = next;
        }
    }

    private static void chi(long[] state) {
        for (int row = 0; row < LANES; row += 5) {
            long[] lanes = Arrays.copyOfRange(state, row, row + 5);
            for (int column = 0; column < 5; column++) {
                state[row + column] = lanes[column] ^ (~lanes[(column + 1) % 5] & lanes[(column + 2) % 5]);
            }
        }
    }
}
