package dev.gapless.miner.slice;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.catalog.PooledCredential;
import dev.gapless.miner.ratelimit.CredentialQuotas;
import dev.gapless.miner.ratelimit.RateLimit;
import dev.gapless.miner.ratelimit.RateLimitKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that a slice's calls may show, and the one that the next call shows. That is the account's own where
 * it has one, and otherwise any of the source's. Used by one thread.
 */
public final class SliceCredentials {

    private static final int UNAUTHORISED = 401;

    private final CredentialPools pools;
    private final CredentialQuotas quotas;
    private final StreamId stream;
    private final HttpSpec http;
    private final MiningMode mode;
    private final Clock clock;
    private final RateLimitKey own;
    private RateLimitKey chosen;
    private List<PooledCredential> offered = List.of();

    /** Those of the source's that were refused in this slice: they may not be permitted for this account alone. */
    private final Set<PooledCredential> leftOut = new HashSet<>();

    /** Those that left the pool for the call that is tried now. */
    private final List<PooledCredential> refusedByCall = new ArrayList<>();

    /** Null while the account's own credential is the one. */
    private @Nullable PooledCredential member;

    public SliceCredentials(
            CredentialPools pools,
            CredentialQuotas quotas,
            StreamId stream,
            HttpSpec http,
            MiningMode mode,
            Clock clock) {
        this.pools = pools;
        this.quotas = quotas;
        this.stream = stream;
        this.http = http;
        this.mode = mode;
        this.clock = clock;
        this.own = new RateLimitKey(stream.source(), stream.account());
        this.chosen = own;
    }

    /**
     * Those that may be used now, or when one may be.
     *
     * @param later null where {@code now} has one
     */
    record Usable(List<RateLimitKey> now, @Nullable DeferredCall later) {}

    Usable usable() {
        List<PooledCredential> pool = pool();
        offered = pool;
        List<RateLimitKey> now = new ArrayList<>();
        DeferredCall later = null;
        if (pool.isEmpty()) {
            later = keptForPolls(own);
            if (later == null) {
                now.add(own);
            }
        }
        for (PooledCredential one : pool) {
            RateLimitKey key = key(one);
            Instant refused = refusedUntil(one);
            DeferredCall then = refused == null
                    ? keptForPolls(key)
                    : new DeferredCall(refused, "every credential of the source was refused");
            if (then == null) {
                now.add(key);
            } else if (later == null || then.until().isBefore(later.until())) {
                later = then;
            }
        }
        return new Usable(now, now.isEmpty() ? later : null);
    }

    private @Nullable Instant refusedUntil(PooledCredential one) {
        return leftOut.contains(one)
                ? clock.instant().plus(http.breaker().pause())
                : pools.refusedUntil(stream.source(), one);
    }

    private List<PooledCredential> pool() {
        return http.quota().pool() && pools.own(stream.source(), stream.account()) == null
                ? pools.all(stream.source())
                : List.of();
    }

    private RateLimitKey key(PooledCredential one) {
        return new RateLimitKey(stream.source(), one.name(), true);
    }

    private @Nullable DeferredCall keptForPolls(RateLimitKey key) {
        Duration kept = reserved() > 0 ? quotas.kept(key) : null;
        return kept == null
                ? null
                : new DeferredCall(clock.instant().plus(kept), "what is left of the quota is kept for polls");
    }

    /** What this slice may use at once: polls have all of the burst, and what can wait leaves a part of it. */
    RateLimit pace() {
        int burst = (int) Math.max(1, Math.round(http.burst() * (1 - reserved())));
        return new RateLimit(http.requestsPerSecond(), burst);
    }

    /** The share of a quota that this slice leaves to what is more urgent. */
    private double reserved() {
        double reserve = http.quota().reserve();
        return switch (mode) {
            case INCREMENTAL, SNAPSHOT, PROBE -> 0;
            case GAP_FILL -> reserve;
            case RECONCILE, AUDIT -> 2 * reserve;
        };
    }

    /** The source told what is left of the chosen credential's quota, of so many calls. */
    void told(long remaining, long limit, Duration reset) {
        quotas.keep(chosen, remaining <= http.quota().reserve() * limit ? reset : Duration.ZERO);
    }

    /** True when this slice is to ask for the status of the chosen credential's quota. */
    boolean statusDue(Duration every) {
        return quotas.due(chosen, every);
    }

    void choose(RateLimitKey key) {
        chosen = key;
        member = key.pooled()
                ? offered.stream()
                        .filter(one -> one.name().equals(key.account()))
                        .findFirst()
                        .orElseThrow()
                : null;
    }

    RateLimitKey chosen() {
        return chosen;
    }

    /** Asked for anew at each call: it may have been replaced meanwhile. Null when there is none. */
    @Nullable
    Secret secret() {
        return member == null ? pools.own(stream.source(), stream.account()) : member.credential();
    }

    /** The source refused the account's own credential. */
    void refreshOwn() {
        pools.refreshOwn(stream.source(), stream.account());
    }

    /**
     * The source refused the chosen credential, which is one of its own. With 401 it leaves the pool for a while; 403
     * may be for this account or item alone. When all refuse one call, that is due to the account, and none leaves.
     *
     * @return true when another one of the source may be tried
     */
    boolean refused(int status) {
        PooledCredential refused = Objects.requireNonNull(member, "no credential of the source was chosen");
        leftOut.add(refused);
        if (status == UNAUTHORISED) {
            pools.refuse(stream.source(), refused, http.breaker().pause());
            refusedByCall.add(refused);
        }
        boolean another = pool().stream().anyMatch(one -> refusedUntil(one) == null);
        if (!another) {
            refusedByCall.forEach(one -> pools.readmit(stream.source(), one));
            refusedByCall.clear();
        }
        return another;
    }

    /** The source answered a call: what refuses the next one refuses another call. */
    void answered() {
        refusedByCall.clear();
    }

    boolean pooled() {
        return member != null;
    }
}
