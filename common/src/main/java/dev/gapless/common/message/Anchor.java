package dev.gapless.common.message;

/**
 * The source's own fingerprint of a position, such as a block's hash. When the source later shows another one there, it
 * has rewritten its history from that position or before.
 */
public record Anchor(long position, String hash) {

    /**
     * The fingerprint of a position for which two different ones were seen within one generation. It agrees with no
     * source's, so the next comparison finds the fork.
     */
    public static final String CONTRADICTED = "!";

    /** True when two readers of the same generation saw different fingerprints here. */
    public boolean contradicted() {
        return hash.equals(CONTRADICTED);
    }
}
