package dev.gapless.miner.pacing;

/** Whose limit: upstreams count by credential, and each account has its own. */
public record PaceKey(String source, String account) {}
