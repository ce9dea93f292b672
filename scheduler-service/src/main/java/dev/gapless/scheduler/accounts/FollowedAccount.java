package dev.gapless.scheduler.accounts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account that is or was followed.
 *
 * @param streams those to follow; null for all that the source has
 * @param since where what is wanted begins
 * @param hasCredential true when one is stored, sealed
 * @param revision grows with each change of the account
 * @param createdAt when it was followed for the first time; its horizon reaches back from here
 * @param deletedAt null while it is followed
 */
record FollowedAccount(
        String source,
        String account,
        @Nullable List<String> streams,
        StartPosition since,
        boolean hasCredential,
        long revision,
        Instant createdAt,
        @Nullable Instant deletedAt) {

    boolean follows(String stream) {
        return streams == null || streams.contains(stream);
    }
}
