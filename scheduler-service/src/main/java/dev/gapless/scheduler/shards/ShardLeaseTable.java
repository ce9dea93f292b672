package dev.gapless.scheduler.shards;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The tables {@code scheduler_member} and {@code scheduler_shard}, by the database's time.
 *
 * <p>A shard changes its owner only while its owner's member row is locked for update. A transaction that has looked at
 * the token holds that row with {@code for key share}, which renewing does not wait for and deleting does. A process
 * that stands still inside such a transaction would hold the row for ever, so its session is ended after a lease.
 */
public final class ShardLeaseTable implements ShardLeases {

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final String instance;
    private final Duration lease;

    /**
     * @param instance a name for people
     * @param lease from a renewal on
     */
    public ShardLeaseTable(JdbcClient jdbc, TransactionOperations transactions, String instance, Duration lease) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.instance = instance;
        this.lease = lease;
    }

    private double seconds() {
        return lease.toMillis() / 1000.0;
    }

    @Override
    public UUID join() {
        return jdbc.sql("""
                insert into scheduler_member (instance, joined_at, lease_until, knows_data_keys)
                values (:instance, clock_timestamp(),
                        clock_timestamp() + make_interval(secs => :lease), true)
                returning member
                """)
                .param("instance", instance)
                .param("lease", seconds())
                .query(UUID.class)
                .single();
    }

    @Override
    public boolean renew(UUID member) {
        return jdbc.sql("""
                update scheduler_member
                   set lease_until = clock_timestamp() + make_interval(secs => :lease)
                 where member = :member and lease_until > clock_timestamp()
                """).param("lease", seconds()).param("member", member).update() > 0;
    }

    @Override
    public void endLapsed() {
        jdbc.sql("""
                delete from scheduler_member
                 where member in (select member
                                    from scheduler_member
                                   where lease_until < clock_timestamp()
                                     for update skip locked)
                """).update();
    }

    @Override
    public List<UUID> living() {
        return jdbc.sql(
                        "select member from scheduler_member where lease_until > clock_timestamp() order by joined_at, member")
                .query((row, number) -> row.getObject("member", UUID.class))
                .list();
    }

    @Override
    public Set<Integer> owned(UUID member) {
        return new HashSet<>(jdbc.sql("select shard from scheduler_shard where owner = :member")
                .param("member", member)
                .query(Integer.class)
                .list());
    }

    @Override
    public void take(UUID member, int most) {
        jdbc.sql("""
                update scheduler_shard
                   set owner = :member
                 where shard in (select shard
                                   from scheduler_shard
                                  where owner is null
                                  order by shard
                                  limit :most
                                    for update skip locked)
                """).param("member", member).param("most", most).update();
    }

    @Override
    public void release(UUID member, Set<Integer> shards) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql("select member from scheduler_member where member = :member for update")
                    .param("member", member)
                    .query(UUID.class)
                    .list();
            jdbc.sql("update scheduler_shard set owner = null where owner = :member and shard = any (:shards)")
                    .param("member", member)
                    .param("shards", shards.toArray(Integer[]::new))
                    .update();
        });
    }

    @Override
    public void leave(UUID member) {
        jdbc.sql("delete from scheduler_member where member = :member")
                .param("member", member)
                .update();
    }

    @Override
    public Set<Integer> fence(UUID member) {
        boolean lasts = jdbc.sql("""
                select set_config('idle_in_transaction_session_timeout', :idle, true)
                  from (select member
                          from scheduler_member
                         where member = :member and lease_until > clock_timestamp()
                           for key share) m
                """)
                .param("idle", String.valueOf(lease.toMillis()))
                .param("member", member)
                .query(String.class)
                .optional()
                .isPresent();
        return lasts ? owned(member) : Set.of();
    }
}
