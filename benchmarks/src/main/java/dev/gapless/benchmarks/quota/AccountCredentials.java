package dev.gapless.benchmarks.quota;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.catalog.CredentialProvider;

/** Each account's credential follows from its id. */
final class AccountCredentials implements CredentialProvider {

    @Override
    public Secret credential(String source, String account) {
        return Secret.of(LimitedSandbox.credential(account));
    }

    @Override
    public void refresh(String source, String account) {
        throw new IllegalStateException("the sandbox refused the credential of " + account);
    }
}
