package dev.gapless.benchmarks.quota;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.connector.catalog.PooledCredential;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** No account has a credential, and the source has so many. */
final class SourceCredentials implements CredentialProvider {

    private final List<PooledCredential> credentials;

    SourceCredentials(int count) {
        this.credentials = IntStream.range(0, count)
                .mapToObj(LimitedSandbox::account)
                .map(account -> new PooledCredential(account, Secret.of(LimitedSandbox.credential(account))))
                .toList();
    }

    @Override
    public @Nullable Secret credential(String source, String account) {
        return null;
    }

    @Override
    public void refresh(String source, String account) {
        throw new IllegalStateException("no account has a credential");
    }

    @Override
    public List<PooledCredential> pool(String source) {
        return credentials;
    }

    @Override
    public void refreshPool(String source) {
        throw new IllegalStateException("the sandbox refused a credential");
    }
}
