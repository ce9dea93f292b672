package dev.gapless.miner.slice;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.connector.catalog.PooledCredential;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of accounts and of sources. One of a source that was refused is left out for a while, or until it is
 * replaced. Shared by all threads.
 */
public final class CredentialPools {

    private record Member(String source, String name) {}

    private record Refusal(Secret credential, Instant until) {}

    private final ConcurrentMap<Member, Refusal> refusals = new ConcurrentHashMap<>();
    private final CredentialProvider provider;
    private final Clock clock;

    public CredentialPools(CredentialProvider provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    /** As {@link CredentialProvider#credential}. */
    @Nullable
    Secret own(String source, String account) {
        return provider.credential(source, account);
    }

    /** As {@link CredentialProvider#refresh}. */
    void refreshOwn(String source, String account) {
        provider.refresh(source, account);
    }

    /** Those that the source was given, refused ones too. */
    List<PooledCredential> all(String source) {
        return provider.pool(source);
    }

    /** When a credential may be used again that was refused; null when it may be used now. */
    @Nullable
    Instant refusedUntil(String source, PooledCredential credential) {
        Member member = new Member(source, credential.name());
        Refusal refusal = refusals.get(member);
        if (refusal == null) {
            return null;
        }
        if (refusal.credential().equals(credential.credential())
                && refusal.until().isAfter(clock.instant())) {
            return refusal.until();
        }
        refusals.remove(member, refusal);
        return null;
    }

    /** The source refused the credential, and not for its limit. */
    void refuse(String source, PooledCredential credential, Duration pause) {
        Instant now = clock.instant();
        refusals.values().removeIf(refusal -> !refusal.until().isAfter(now));
        refusals.put(new Member(source, credential.name()), new Refusal(credential.credential(), now.plus(pause)));
        provider.refreshPool(source);
    }

    /** What was refused is not due to the credential. */
    void readmit(String source, PooledCredential credential) {
        refusals.computeIfPresent(
                new Member(source, credential.name()),
                (same, refusal) -> refusal.credential().equals(credential.credential()) ? null : refusal);
    }
}
