package dev.gapless.common.platform;

import dev.gapless.common.secret.Secret;
import org.jspecify.annotations.Nullable;

/** The credentials of accounts, from the scheduler. Never written anywhere. */
public interface CredentialProvider {

    /**
     * @return null when the account has none
     * @throws UnknownAccountException when the scheduler says that there is no such account
     * @throws CatalogUnavailableException when the scheduler cannot be asked and nothing is remembered; try again later
     */
    @Nullable
    Secret credential(String source, String account);

    /** Forgets what is remembered, because the upstream refused it. */
    void refresh(String source, String account);
}
