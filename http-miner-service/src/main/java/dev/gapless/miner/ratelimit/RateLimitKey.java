package dev.gapless.miner.ratelimit;

/**
 * The holder of a limit: upstreams count by credential.
 *
 * @param account whose credential it is; of a pool's credential its name
 * @param pooled the credential belongs to the source and not to an account
 */
public record RateLimitKey(String source, String account, boolean pooled) {

    /** Of an account's own credential. */
    public RateLimitKey(String source, String account) {
        this(source, account, false);
    }
}
