package dev.gapless.connector.extraction;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256. */
public final class Sha256Digest {

    /** In place of a hash, where there is no content. */
    static final int LENGTH = 32;

    /** Never fed: a copy costs less than asking the platform for another. */
    private static final MessageDigest EMPTY = empty();

    private Sha256Digest() {}

    public static byte[] of(byte[] bytes) {
        try {
            return ((MessageDigest) EMPTY.clone()).digest(bytes);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest empty() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
