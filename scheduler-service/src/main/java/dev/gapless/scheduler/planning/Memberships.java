package dev.gapless.scheduler.planning;

import dev.gapless.common.connector.StreamSpec.Kind;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.ChangedAccounts;
import dev.gapless.scheduler.accounts.ChangedAccounts.Changed;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.instants.Columns;
import dev.gapless.scheduler.instants.DatabaseClock;
import dev.gapless.scheduler.polls.Poll;
import dev.gapless.scheduler.polls.PollLedger;
import dev.gapless.scheduler.sources.Sources;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Follows what accounts and manifests say into the tables that work is done by: {@code stream_plan} for streams of
 * events, {@code poll} for snapshots. What nobody follows any more is not wanted, so its gaps and polls are forgotten.
 * Reads only accounts that changed themselves, or whose source's manifest did.
 */
final class Memberships {

    private static final int PAGE = 500;

    /** A row that is there already is planned at once. */
    private static final String WANT = """
            insert into stream_plan as held (source, account, stream, due_at)
            select source, account, stream, :now
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]))
                   as w (source, account, stream)
             order by source, account, stream
                on conflict (source, account, stream) do update
               set due_at = least(held.due_at, excluded.due_at), changes = held.changes + 1
            """;

    /** {@code wanted}: the keys of the streams of the page that are followed. */
    private static final List<String> FORGET = List.of("""
            delete from stream_plan w
             using unnest(cast(:sources as text[]), cast(:accounts as text[])) as p (source, account)
             where w.source = p.source and w.account = p.account
               and w.source || '/' || w.account || '/' || w.stream <> all (:planned)
            """, """
        delete from gap w
         using unnest(cast(:sources as text[]), cast(:accounts as text[])) as p (source, account)
         where w.source = p.source and w.account = p.account
           and w.state <> 'FILLED'
           and w.source || '/' || w.account || '/' || w.stream <> all (:followed)
        """, """
        delete from poll w
         using unnest(cast(:sources as text[]), cast(:accounts as text[])) as p (source, account)
         where w.source = p.source and w.account = p.account
           and w.source || '/' || w.account || '/' || w.stream <> all (:followed)
        """);

    private final ChangedAccounts accounts;
    private final Sources sources;
    private final PollLedger polls;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;

    Memberships(
            ChangedAccounts accounts,
            Sources sources,
            PollLedger polls,
            JdbcClient jdbc,
            TransactionOperations transactions,
            DatabaseClock clock) {
        this.accounts = accounts;
        this.sources = sources;
        this.polls = polls;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Comes back when no account is left that changed. */
    void follow() {
        Integer followed;
        do {
            followed = transactions.execute(status -> page());
        } while (followed != null && followed == PAGE);
    }

    private int page() {
        List<Changed> changed = accounts.page(sources.all(), PAGE);
        if (changed.isEmpty()) {
            return 0;
        }
        List<Followed> followed =
                changed.stream().flatMap(each -> each.followed().stream()).toList();
        List<StreamId> planned = followed.stream()
                .filter(Memberships::planned)
                .map(Followed::stream)
                .toList();
        forget(changed, followed, planned);
        Instant now = clock.instant();
        if (!planned.isEmpty()) {
            PlanQueue.keys(jdbc.sql(WANT), planned)
                    .param("now", Columns.of(now))
                    .update();
        }
        polls.want(
                followed.stream()
                        .filter(stream -> stream.spec().kind() == Kind.SNAPSHOT)
                        .map(stream -> Poll.snapshot(stream.stream(), stream.spec()))
                        .toList(),
                now);
        accounts.followed(changed);
        return changed.size();
    }

    private static boolean planned(Followed stream) {
        return stream.spec().kind() == Kind.EVENT
                && !Horizons.mineable(stream.spec()).isEmpty();
    }

    private void forget(List<Changed> changed, List<Followed> followed, List<StreamId> planned) {
        String[] names = changed.stream().map(Changed::source).toArray(String[]::new);
        String[] ids = changed.stream().map(Changed::account).toArray(String[]::new);
        Set<String> wanted = followed.stream().map(each -> each.stream().key()).collect(Collectors.toSet());
        for (String statement : FORGET) {
            jdbc.sql(statement)
                    .param("sources", names)
                    .param("accounts", ids)
                    .param("planned", planned.stream().map(StreamId::key).toArray(String[]::new))
                    .param("followed", wanted.toArray(String[]::new))
                    .update();
        }
    }
}
