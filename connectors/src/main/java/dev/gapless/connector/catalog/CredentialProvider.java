package dev.gapless.connector.catalog;

import dev.gapless.common.secret.Secret;
import org.jspecify.annotations.Nullable;

/** The credentials of accounts, from the scheduler. Never written anywhere. */
public interface CredentialProvider {

    /**
     * The last one seen, at once; one that was asked for more than a minute ago is renewed for the next caller. Waits
     * only where nothing is remembered of the account.
     *
     * @return null when the account has none
     * @throws UnknownAccountException when the scheduler says that there is no such account
     * @throws CatalogUnavailableException when nothing is remembered and the scheduler gives no answer; try again later
     */
    @Nullable
    Secret credential(String source, String account);

    /** Forgets what is remembered, because the upstream refused it. */
    void refresh(String source, String account);
}
