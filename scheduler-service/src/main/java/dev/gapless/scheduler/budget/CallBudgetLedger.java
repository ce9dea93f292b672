package dev.gapless.scheduler.budget;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The table {@code call_budget}: the generic cell rate algorithm, by the database's clock. Its state is the moment at
 * which a budget would be full again. Calls of one credential are counted one after the other, for all miners.
 */
final class CallBudgetLedger {

    /** Whose a credential is: an account's, or of that name in the source's pool. */
    record CallHolder(String account, boolean pooled) {

        CallHolder {
            Objects.requireNonNull(account, "account");
        }
    }

    /**
     * What a call came to.
     *
     * @param holder which of the credentials that were asked for, from 0 on
     * @param waitMicros until the call may be made, or until it is worth asking again
     * @param untilFullMicros until the credential's budget is full again
     * @param pausedMicros until the source's pause of each credential ends; zero or less without one
     */
    record CallAdmission(boolean granted, int holder, long waitMicros, long untilFullMicros, List<Long> pausedMicros) {}

    /** In µs of the epoch. */
    private record Turn(int holder, long at, long fullAt) {}

    /** In µs of the epoch. */
    private record Held(long now, long fullAt, long pausedUntil) {}

    /** In the order of the key, so that two that ask for the same ones do not wait for each other. */
    private static final String HOLD = """
            insert into call_budget (source, account, pooled, full_at, paused_until)
            select :source, h.account, h.pooled, to_timestamp(0), to_timestamp(0)
              from unnest(cast(:accounts as text[]), cast(:pooled as boolean[])) as h (account, pooled)
             order by h.account, h.pooled
                on conflict do nothing
            """;

    private static final String READ = """
            select account, pooled,
                   cast(extract(epoch from full_at) * 1000000 as int8) as full_at,
                   cast(extract(epoch from paused_until) * 1000000 as int8) as paused_until,
                   cast(extract(epoch from clock_timestamp()) * 1000000 as int8) as now
              from call_budget
             where source = :source
               and (account, pooled) in
                   (select * from unnest(cast(:accounts as text[]), cast(:pooled as boolean[])))
             order by account, pooled
               for update
            """;

    private static final String TAKE = """
            update call_budget
               set full_at = to_timestamp(0) + :micros * interval '1 microsecond'
             where source = :source and account = :account and pooled = :pooled
            """;

    private static final String PAUSE = """
            insert into call_budget as held (source, account, pooled, full_at, paused_until)
            values (:source, :account, :pooled, to_timestamp(0),
                    clock_timestamp() + :micros * interval '1 microsecond')
                on conflict (source, account, pooled) do update
               set paused_until = greatest(held.paused_until, excluded.paused_until)
            returning cast(extract(epoch from paused_until - clock_timestamp()) * 1000000 as int8)
            """;

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    CallBudgetLedger(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    CallAdmission admit(
            String source, List<CallHolder> holders, long interval, long burst, long patience, long notFullBefore) {
        return transactions.execute(status -> {
            List<Held> held = held(source, holders);
            long now = held.stream().mapToLong(Held::now).max().orElseThrow();
            Turn turn = IntStream.range(0, holders.size())
                    .mapToObj(n -> turn(n, held.get(n), now, interval, burst, notFullBefore))
                    .min(Comparator.comparingLong(Turn::at).thenComparingLong(Turn::fullAt))
                    .orElseThrow();
            long wait = turn.at() - now;
            if (wait <= patience) {
                take(source, holders.get(turn.holder()), turn.fullAt());
            }
            List<Long> paused = held.stream()
                    .map(each -> Math.max(0, each.pausedUntil() - now))
                    .toList();
            return new CallAdmission(wait <= patience, turn.holder(), wait, turn.fullAt() - now, paused);
        });
    }

    private static Turn turn(int holder, Held held, long now, long interval, long burst, long notFullBefore) {
        long fullAt = Math.max(Math.max(now, held.fullAt()), now + notFullBefore) + interval;
        return new Turn(holder, Math.max(Math.max(now, held.pausedUntil()), fullAt - burst * interval), fullAt);
    }

    private List<Held> held(String source, List<CallHolder> holders) {
        String[] accounts = holders.stream().map(CallHolder::account).toArray(String[]::new);
        Boolean[] pooled = holders.stream().map(CallHolder::pooled).toArray(Boolean[]::new);
        jdbc.sql(HOLD)
                .param("source", source)
                .param("accounts", accounts)
                .param("pooled", pooled)
                .update();
        Held[] held = new Held[holders.size()];
        jdbc.sql(READ)
                .param("source", source)
                .param("accounts", accounts)
                .param("pooled", pooled)
                .query(row -> {
                    CallHolder found = new CallHolder(row.getString("account"), row.getBoolean("pooled"));
                    held[holders.indexOf(found)] =
                            new Held(row.getLong("now"), row.getLong("full_at"), row.getLong("paused_until"));
                });
        return List.of(held);
    }

    private void take(String source, CallHolder holder, long micros) {
        jdbc.sql(TAKE)
                .param("micros", micros)
                .param("source", source)
                .param("account", holder.account())
                .param("pooled", holder.pooled())
                .update();
    }

    /** @return µs until the end of the pause that holds; pauses only grow */
    long pause(String source, CallHolder holder, Duration pause) {
        return jdbc.sql(PAUSE)
                .param("source", source)
                .param("account", holder.account())
                .param("pooled", holder.pooled())
                .param("micros", pause.toNanos() / 1_000)
                .query(Long.class)
                .single();
    }

    /** Forgets what has been full for an hour. @return how many */
    int forgetFull() {
        return jdbc.sql("""
                delete from call_budget
                 where full_at < clock_timestamp() - interval '1 hour'
                   and paused_until < clock_timestamp()
                """).update();
    }
}
