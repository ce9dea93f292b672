package dev.gapless.scheduler.shards;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This scheduler's shards. {@link #renew} is called more often than the lease lasts, and moves shards until each
 * scheduler has its share. A writer calls {@link #fence} first, in the same transaction: what was known a moment ago
 * may be over.
 */
public final class ShardOwnership {

    private static final Logger LOG = LoggerFactory.getLogger(ShardOwnership.class);

    private record Held(@Nullable UUID member, Set<Integer> shards) {}

    private static final Held NOTHING = new Held(null, Set.of());

    private final ShardLeases leases;
    private final Counter lapsed;
    private volatile Held held = NOTHING;

    public ShardOwnership(ShardLeases leases, MeterRegistry meters) {
        this.leases = leases;
        this.lapsed = meters.counter("gapless.scheduler.lapsed.leases");
        Gauge.builder(
                        "gapless.scheduler.shards",
                        this,
                        ownership -> ownership.held.shards().size())
                .description("shards whose work this scheduler does; 64 over all schedulers")
                .register(meters);
    }

    /** Says that this scheduler lives, and takes or gives up shards until it has its share. Of one thread. */
    public void renew() {
        UUID before = held.member();
        UUID member;
        if (before != null && leases.renew(before)) {
            member = before;
        } else {
            if (before != null) {
                held = NOTHING;
                LOG.warn("shards-lost member={} reason=\"the lease ran out\"", before);
                lapsed.increment();
            }
            member = leases.join();
        }
        leases.endLapsed();
        int target = ShardBalance.target(member, leases.living());
        Set<Integer> owned = leases.owned(member);
        if (owned.size() < target) {
            leases.take(member, target - owned.size());
        } else if (owned.size() > target) {
            leases.release(member, owned.stream().sorted().skip(target).collect(Collectors.toUnmodifiableSet()));
        }
        become(new Held(member, leases.owned(member)));
    }

    private void become(Held now) {
        if (!now.equals(held)) {
            LOG.info(
                    "shards-owned member={} count={}",
                    now.member(),
                    now.shards().size());
        }
        held = now;
    }

    /** True when the shard was this scheduler's a moment ago. For what may be done twice. */
    public boolean hadLately(int shard) {
        return held.shards().contains(shard);
    }

    /**
     * Looks at this scheduler's token. To be called in the transaction that writes, before all that depends on it.
     *
     * @return the shards that stay this scheduler's until the end of the transaction; none when it has lost its lease
     */
    public Set<Integer> fence() {
        UUID member = held.member();
        return member == null ? Set.of() : leases.fence(member);
    }

    /** Gives all shards up, so that others have them at once. */
    public void leave() {
        UUID member = held.member();
        held = NOTHING;
        if (member != null) {
            leases.leave(member);
            LOG.info("shards-left member={}", member);
        }
    }
}
