package dev.gapless.simulation.stores;

import dev.gapless.scheduler.shards.AccountShard;
import dev.gapless.scheduler.shards.ShardLeases;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The tables {@code scheduler_member} and {@code scheduler_shard}: each method does what one transaction does. */
public final class SimulatedShardLeases {

    /** In µs, from a renewal on. */
    private static final long LEASE = 6_000_000;

    private final LongSupplier now;
    private final Map<UUID, Long> leasedUntil = new LinkedHashMap<>();
    private final @Nullable UUID[] owners = new UUID[AccountShard.COUNT];
    private long joined;

    /** @param now the database's time in µs */
    public SimulatedShardLeases(LongSupplier now) {
        this.now = now;
    }

    /** The rows as they are now. */
    public SimulatedShardLeases copy() {
        SimulatedShardLeases copy = new SimulatedShardLeases(now);
        copy.leasedUntil.putAll(leasedUntil);
        System.arraycopy(owners, 0, copy.owners, 0, owners.length);
        return copy;
    }

    /** The rows are as they were; identities go on, for they are random in life. */
    public void become(SimulatedShardLeases then) {
        leasedUntil.clear();
        leasedUntil.putAll(then.leasedUntil);
        System.arraycopy(then.owners, 0, owners, 0, owners.length);
    }

    /** The lease of the shard's owner has run out, though the owner lives. */
    public void lapse(int shard) {
        UUID owner = owners[shard];
        if (owner != null) {
            leasedUntil.computeIfPresent(owner, (any, until) -> now.getAsLong() - 1);
        }
    }

    private boolean lasts(UUID member) {
        return leasedUntil.getOrDefault(member, Long.MIN_VALUE) > now.getAsLong();
    }

    private void free(UUID member) {
        leasedUntil.remove(member);
        for (int shard = 0; shard < owners.length; shard++) {
            if (member.equals(owners[shard])) {
                owners[shard] = null;
            }
        }
    }

    /** The tables as one process uses them. */
    public final class Member implements ShardLeases {

        private final boolean looksAtItsToken;
        private @Nullable UUID identity;
        private Set<Integer> lately = Set.of();

        /** @param looksAtItsToken false: believes what it knew when it renewed its lease */
        public Member(boolean looksAtItsToken) {
            this.looksAtItsToken = looksAtItsToken;
        }

        /** True when the shard is this process's at this instant, whatever it believes. */
        public boolean owns(int shard) {
            UUID owner = owners[shard];
            return owner != null && Objects.equals(owner, identity) && lasts(owner);
        }

        @Override
        public UUID join() {
            UUID member = new UUID(0, ++joined);
            identity = member;
            leasedUntil.put(member, now.getAsLong() + LEASE);
            return member;
        }

        @Override
        public boolean renew(UUID member) {
            if (!lasts(member)) {
                return false;
            }
            leasedUntil.put(member, now.getAsLong() + LEASE);
            return true;
        }

        @Override
        public void endLapsed() {
            leasedUntil.keySet().stream()
                    .filter(member -> !lasts(member))
                    .toList()
                    .forEach(SimulatedShardLeases.this::free);
        }

        @Override
        public List<UUID> living() {
            return leasedUntil.keySet().stream()
                    .filter(SimulatedShardLeases.this::lasts)
                    .toList();
        }

        @Override
        public Set<Integer> owned(UUID member) {
            lately = IntStream.range(0, owners.length)
                    .filter(shard -> member.equals(owners[shard]))
                    .boxed()
                    .collect(Collectors.toCollection(HashSet::new));
            return lately;
        }

        @Override
        public void take(UUID member, int most) {
            IntStream.range(0, owners.length)
                    .filter(shard -> owners[shard] == null)
                    .limit(most)
                    .forEach(shard -> owners[shard] = member);
        }

        @Override
        public void release(UUID member, Set<Integer> shards) {
            owned(member).stream().filter(shards::contains).forEach(shard -> owners[shard] = null);
        }

        @Override
        public void leave(UUID member) {
            free(member);
        }

        @Override
        public Set<Integer> fence(UUID member) {
            if (!looksAtItsToken) {
                return lately;
            }
            return lasts(member) ? owned(member) : Set.of();
        }
    }
}
