package dev.gapless.scheduler.shards;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Schedulers and their shards, as all schedulers see them. A member's identity is its fencing token. */
public interface ShardLeases {

    /** @return the identity of a new member, which no member had before; its lease begins now */
    UUID join();

    /**
     * The member lives.
     *
     * @return false when its lease has run out: it has to join again
     */
    boolean renew(UUID member);

    /** Ends the members whose leases have run out. Their shards have no owner then. */
    void endLapsed();

    /** The members whose leases last, those first that joined first. */
    List<UUID> living();

    /** The member's shards as they are now. */
    Set<Integer> owned(UUID member);

    /** Takes so many shards without an owner, as far as there are any. */
    void take(UUID member, int most);

    /** Gives shards up. Waits for transactions that have looked at the member's token. */
    void release(UUID member, Set<Integer> shards);

    /** Gives all shards up. Waits for transactions that have looked at the member's token. */
    void leave(UUID member);

    /**
     * Looks at the member's token. Until the end of the caller's transaction no shard of it is given to another.
     *
     * @return the member's shards; none when its lease has run out
     */
    Set<Integer> fence(UUID member);
}
