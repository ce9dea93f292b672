package dev.gapless.connector.catalog;

import dev.gapless.common.secret.Secret;
import java.util.List;
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

    /**
     * Credentials that were given to the source itself, remembered as those of accounts are.
     *
     * @return empty when it has none
     * @throws CatalogUnavailableException when nothing is remembered and the scheduler gives no answer; try again later
     */
    default List<PooledCredential> pool(String source) {
        return List.of();
    }

    /** Forgets what is remembered of the source's own credentials, because the upstream refused one. */
    default void refreshPool(String source) {}
}
