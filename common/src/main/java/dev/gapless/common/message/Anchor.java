package dev.gapless.common.message;

/**
 * The source's own fingerprint of a position, such as a block's hash: when the source later shows another one there, it
 * has rewritten its history from that position or before.
 */
public record Anchor(long position, String hash) {}
