package dev.gapless.scheduler.planning;

import dev.gapless.common.position.StreamId;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.scheduler.accounts.ChangedAccounts;
import dev.gapless.scheduler.accounts.ChangedAccounts.Changed;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.polls.PollLedger;
import dev.gapless.scheduler.polls.StreamPoll;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Follows what accounts and manifests say into the tables that work is done by: {@code stream_plan} for streams of
 * events, {@code poll} for snapshots. What is not followed any more is not wanted, so its gaps and polls are forgotten.
 * Reads only accounts that changed themselves, or whose source's manifest did.
 */
final class StreamMemberships {

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

    /** The streams of an account come as one text, separated by spaces, since arrays of arrays have one length. */
    private static final List<String> FORGET = List.of("""
            delete from stream_plan w
             using unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:planned as text[]))
                   as p (source, account, streams)
             where w.source = p.source and w.account = p.account
               and w.stream <> all (string_to_array(p.streams, ' '))
            """, """
        delete from gap w
         using unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:followed as text[]))
               as p (source, account, streams)
         where w.source = p.source and w.account = p.account
           and w.state <> 'FILLED'
           and w.stream <> all (string_to_array(p.streams, ' '))
        """, """
        delete from poll w
         using unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:followed as text[]))
               as p (source, account, streams)
         where w.source = p.source and w.account = p.account
           and w.stream <> all (string_to_array(p.streams, ' '))
        """);

    private final ChangedAccounts accounts;
    private final SourceCatalog sources;
    private final PollLedger polls;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;

    StreamMemberships(
            ChangedAccounts accounts,
            SourceCatalog sources,
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
        List<FollowedStream> followed =
                changed.stream().flatMap(each -> each.followed().stream()).toList();
        List<StreamId> planned = followed.stream()
                .filter(StreamMemberships::planned)
                .map(FollowedStream::stream)
                .toList();
        forget(changed);
        Instant now = clock.instant();
        if (!planned.isEmpty()) {
            PlanQueue.keys(jdbc.sql(WANT), planned)
                    .param("now", InstantParameters.of(now))
                    .update();
        }
        polls.upsert(
                followed.stream()
                        .filter(stream -> stream.spec().kind() == Kind.SNAPSHOT)
                        .map(stream -> StreamPoll.snapshot(stream.stream(), stream.spec()))
                        .toList(),
                now);
        accounts.followed(changed);
        return changed.size();
    }

    private static boolean planned(FollowedStream stream) {
        return stream.spec().kind() == Kind.EVENT
                && !PlanningHorizons.mineable(stream.spec()).isEmpty();
    }

    private void forget(List<Changed> changed) {
        for (String statement : FORGET) {
            jdbc.sql(statement)
                    .param("sources", changed.stream().map(Changed::source).toArray(String[]::new))
                    .param("accounts", changed.stream().map(Changed::account).toArray(String[]::new))
                    .param("planned", names(changed, StreamMemberships::planned))
                    .param("followed", names(changed, stream -> true))
                    .update();
        }
    }

    private static String[] names(List<Changed> changed, Predicate<FollowedStream> which) {
        return changed.stream()
                .map(each -> each.followed().stream()
                        .filter(which)
                        .map(followed -> followed.stream().stream())
                        .collect(Collectors.joining(" ")))
                .toArray(String[]::new);
    }
}
