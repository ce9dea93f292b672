package dev.gapless.scheduler.shards;

import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The shard of an account: the first byte of the MD5 of its key, modulo {@link #COUNT}. The same as the function
 * {@code account_shard} of the database, so it never changes.
 */
public final class AccountShard {

    /** Shards; more schedulers than this share nothing. */
    public static final int COUNT = 64;

    private AccountShard() {}

    /** @return 0 to 63, the same for all streams of an account */
    public static int of(StreamId stream) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest(stream.accountKey().getBytes(StandardCharsets.UTF_8));
            return digest[0] & (COUNT - 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
