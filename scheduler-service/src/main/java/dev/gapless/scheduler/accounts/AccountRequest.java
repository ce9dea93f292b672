package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT /v1/accounts/{source}/{account}}.
 *
 * @param credential null keeps the stored one, an empty one removes it
 * @param streams null for all that the source has
 * @param since an instant or a position; null for the horizon of the manifest
 */
record AccountRequest(
        @Nullable String credential,
        @Nullable List<String> streams,
        @Nullable String since) {

    static final AccountRequest EMPTY = new AccountRequest(null, null, null);

    @Nullable
    Secret secret() {
        return credential == null ? null : Secret.of(credential);
    }

    /** Without the credential: requests end up in error messages. */
    @Override
    public String toString() {
        return "AccountRequest[streams=%s, since=%s]".formatted(streams, since);
    }
}
