package dev.gapless.scheduler.shards;

import java.util.List;
import java.util.UUID;

/** How many shards each scheduler should have. */
final class ShardBalance {

    private ShardBalance() {}

    /**
     * The shards divided evenly; the rest goes to the oldest members, one each.
     *
     * @param living all members, those first that joined first
     * @return none for who is no member
     */
    static int target(UUID member, List<UUID> living) {
        int place = living.indexOf(member);
        if (place < 0) {
            return 0;
        }
        return AccountShard.COUNT / living.size() + (place < AccountShard.COUNT % living.size() ? 1 : 0);
    }
}
