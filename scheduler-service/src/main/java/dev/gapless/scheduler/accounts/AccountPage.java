package dev.gapless.scheduler.accounts;

import dev.gapless.common.secret.Secret;
import dev.gapless.scheduler.gaps.RefusedWork;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Writes many accounts in one transaction and a handful of statements. Each is there once. */
final class AccountPage {

    private static final String HELD = """
            select a.source, a.account, a.credential, a.deleted_at is null as followed
              from account a
             where (a.source, a.account) in
                   (select * from unnest(cast(:sources as text[]), cast(:accounts as text[])))
             order by a.source, a.account
               for update
            """;

    /** Streams come as one text each, separated by spaces, since arrays of arrays have one length. */
    private static final String PUT = """
            insert into account as held (source, account, streams, since_instant, since_position, credential, created_at)
            select source, account, string_to_array(streams, ' '), since_instant, since_position, credential, :now
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:streams as text[]),
                          cast(:instants as timestamptz[]), cast(:positions as int8[]), cast(:credentials as bytea[]))
                   as p (source, account, streams, since_instant, since_position, credential)
             order by source, account
                on conflict (source, account) do update
               set streams = excluded.streams,
                   since_instant = excluded.since_instant,
                   since_position = excluded.since_position,
                   credential = excluded.credential,
                   revision = held.revision + 1,
                   deleted_at = null
             where (held.streams, held.since_instant, held.since_position, held.credential, held.deleted_at)
                   is distinct from (excluded.streams, excluded.since_instant, excluded.since_position,
                                     excluded.credential, null)
            """;

    /** Those whose new credential may mend something. */
    private static final String REFUSED = """
            select p.source, p.account
              from unnest(cast(:sources as text[]), cast(:accounts as text[])) as p (source, account)
             where exists (select 1
                             from gap g
                            where g.source = p.source and g.account = p.account and g.state = 'STUCK')
                or exists (select 1
                             from poll w
                            where w.source = p.source and w.account = p.account and w.attempts > 0)
            """;

    private static final String REMOVE = """
            update account a
               set deleted_at = :now, credential = null, revision = revision + 1
              from unnest(cast(:sources as text[]), cast(:accounts as text[])) as p (source, account)
             where a.source = p.source
               and a.account = p.account
               and a.deleted_at is null
            """;

    /** What came of a line. */
    enum Result {
        FOLLOWED,
        CHANGED,
        UNCHANGED,
        REMOVED
    }

    /** What one account is to be. */
    record Entry(String source, String account, ImportLine line, StartPosition since) {

        String key() {
            return source + "/" + account;
        }

        boolean hasCredential() {
            String given = line.credential();
            return given != null && !given.isEmpty();
        }

        private @Nullable String streams() {
            List<String> streams = line.streams();
            return streams == null
                    ? null
                    : String.join(" ", streams.stream().distinct().sorted().toList());
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Held(byte @Nullable [] credential, boolean followed) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Sealed(Entry entry, byte @Nullable [] credential) {}

    private final JdbcClient jdbc;
    private final CredentialCipher cipher;
    private final RefusedWork refused;
    private final AccountQuota quota;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;

    AccountPage(
            JdbcClient jdbc,
            CredentialCipher cipher,
            RefusedWork refused,
            AccountQuota quota,
            TransactionOperations transactions,
            DatabaseClock clock) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.refused = refused;
        this.quota = quota;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** All or none; how many of each result. */
    Map<Result, Integer> write(Collection<Entry> entries) {
        if (entries.isEmpty()) {
            return Map.of();
        }
        List<Entry> sorted = entries.stream()
                .sorted(Comparator.comparing(Entry::source).thenComparing(Entry::account))
                .toList();
        sealedSources(sorted).forEach(cipher::prepare);
        return Objects.requireNonNull(transactions.execute(status -> writeSorted(sorted)));
    }

    /** Of those that give a credential. */
    private static List<String> sealedSources(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> !entry.line().removes() && entry.hasCredential())
                .map(Entry::source)
                .distinct()
                .toList();
    }

    private Map<Result, Integer> writeSorted(List<Entry> entries) {
        sealedSources(entries).forEach(cipher::check);
        Map<String, Held> held = held(entries);
        List<Entry> left =
                entries.stream().filter(entry -> entry.line().removes()).toList();
        List<Sealed> wanted = new ArrayList<>();
        List<Entry> freed = new ArrayList<>();
        Set<String> grown = new TreeSet<>();
        int fresh = 0;
        for (Entry entry : entries) {
            if (!entry.line().removes()) {
                Held before = held.get(entry.key());
                byte[] stored = before == null ? null : before.credential();
                byte[] credential = credential(entry, stored);
                wanted.add(new Sealed(entry, credential));
                if (before == null || !before.followed()) {
                    fresh++;
                    grown.add(entry.source());
                }
                if (before != null && !Arrays.equals(stored, credential)) {
                    freed.add(entry);
                }
            }
        }
        Instant now = clock.instant();
        int written = put(wanted, now);
        int removed = remove(left, now);
        quota.require(grown);
        free(freed, now);
        Map<Result, Integer> results = new EnumMap<>(Result.class);
        results.put(Result.FOLLOWED, fresh);
        results.put(Result.CHANGED, written - fresh);
        results.put(Result.REMOVED, removed);
        results.put(Result.UNCHANGED, entries.size() - written - removed);
        return results;
    }

    private Map<String, Held> held(List<Entry> entries) {
        Map<String, Held> held = new HashMap<>();
        jdbc.sql(HELD)
                .param("sources", texts(entries, Entry::source))
                .param("accounts", texts(entries, Entry::account))
                .query((row, number) -> held.put(
                        row.getString("source") + "/" + row.getString("account"),
                        new Held(row.getBytes("credential"), row.getBoolean("followed"))))
                .list();
        return held;
    }

    /** As {@link AccountService} stores one. */
    private byte @Nullable [] credential(Entry entry, byte @Nullable [] stored) {
        String given = entry.line().credential();
        if (given == null) {
            return stored;
        }
        if (given.isEmpty()) {
            return null;
        }
        Secret secret = Secret.of(given);
        return stored != null && cipher.holds(stored, entry.source(), entry.account(), secret)
                ? stored
                : cipher.seal(secret, entry.source(), entry.account());
    }

    private int put(List<Sealed> wanted, Instant now) {
        if (wanted.isEmpty()) {
            return 0;
        }
        List<Entry> entries = wanted.stream().map(Sealed::entry).toList();
        return jdbc.sql(PUT)
                .param("now", InstantParameters.of(now))
                .param("sources", texts(entries, Entry::source))
                .param("accounts", texts(entries, Entry::account))
                .param("streams", texts(entries, Entry::streams))
                .param("instants", texts(entries, entry -> text(entry.since().instant())))
                .param(
                        "positions",
                        entries.stream().map(entry -> entry.since().position()).toArray(Long[]::new))
                .param("credentials", wanted.stream().map(Sealed::credential).toArray(byte[][]::new))
                .update();
    }

    private int remove(List<Entry> left, Instant now) {
        return left.isEmpty()
                ? 0
                : jdbc.sql(REMOVE)
                        .param("now", InstantParameters.of(now))
                        .param("sources", texts(left, Entry::source))
                        .param("accounts", texts(left, Entry::account))
                        .update();
    }

    private void free(List<Entry> freed, Instant now) {
        if (!freed.isEmpty()) {
            jdbc.sql(REFUSED)
                    .param("sources", texts(freed, Entry::source))
                    .param("accounts", texts(freed, Entry::account))
                    .query((row, number) -> new String[] {row.getString("source"), row.getString("account")})
                    .list()
                    .forEach(names -> refused.freeForCredential(names[0], names[1], now));
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static String[] texts(List<Entry> entries, Function<Entry, @Nullable String> text) {
        return entries.stream().map(text).toArray(String[]::new);
    }
}
