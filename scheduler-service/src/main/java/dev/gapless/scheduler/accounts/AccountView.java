package dev.gapless.scheduler.accounts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account as the API shows it: whether it has a credential, never which. */
record AccountView(
        String source,
        String account,
        @Nullable List<String> streams,
        @Nullable String since,
        boolean hasCredential,
        long revision,
        Instant createdAt) {

    static AccountView of(FollowedAccount account) {
        return new AccountView(
                account.source(),
                account.account(),
                account.streams(),
                account.since().text(),
                account.hasCredential(),
                account.revision(),
                account.createdAt());
    }
}
