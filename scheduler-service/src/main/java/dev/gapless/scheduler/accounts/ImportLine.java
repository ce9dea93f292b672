package dev.gapless.scheduler.accounts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code POST /v1/accounts:import}.
 *
 * @param credential null keeps the stored one, an empty one removes it
 * @param streams null for all that the source has
 * @param since an instant or a position; null for the horizon of the manifest
 * @param remove true when the account is no longer to be followed; then nothing else counts
 */
record ImportLine(
        @Nullable String source,
        @Nullable String account,
        @Nullable String credential,
        @Nullable List<String> streams,
        @Nullable String since,
        @Nullable Boolean remove) {

    boolean removes() {
        return Boolean.TRUE.equals(remove);
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return "ImportLine[source=%s, account=%s, remove=%s]".formatted(source, account, remove);
    }
}
