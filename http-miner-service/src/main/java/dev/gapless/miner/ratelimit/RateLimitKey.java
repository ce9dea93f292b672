package dev.gapless.miner.ratelimit;

/** Whose limit: upstreams count by credential, and each account has its own. */
public record RateLimitKey(String source, String account) {}
