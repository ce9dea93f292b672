package dev.gapless.scheduler.accounts;

import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The {@code account} table, but for what was published of it. A deleted account is only marked. */
final class AccountStore {

    private static final String COLUMNS = """
            select source, account, streams, since_instant, since_position, credential is not null as has_credential,
                   revision, created_at, deleted_at
              from account
            """;

    /** A row that is as it should be stays untouched, so that its revision says something. */
    private static final String PUT = """
            insert into account as held (source, account, streams, since_instant, since_position, credential, created_at)
            values (:source, :account, :streams, :sinceInstant, :sincePosition, :credential, :now)
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

    private final JdbcClient jdbc;

    AccountStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Holds the row, if there is one, until the end of the transaction, so that two requests do not mix. */
    Optional<FollowedAccount> findForUpdate(String source, String account) {
        return find(COLUMNS + "where source = :source and account = :account for update", source, account);
    }

    /** Also finds an account that was deleted. */
    Optional<FollowedAccount> find(String source, String account) {
        return find(COLUMNS + "where source = :source and account = :account", source, account);
    }

    private Optional<FollowedAccount> find(String sql, String source, String account) {
        return jdbc.sql(sql)
                .param("source", source)
                .param("account", account)
                .query(AccountRow::read)
                .optional();
    }

    /** Those that are followed. */
    List<FollowedAccount> followed(@Nullable String source) {
        return jdbc.sql(COLUMNS + """
                 where deleted_at is null
                   and (cast(:source as text) is null or source = :source)
                 order by source, account
                """)
                .param("source", source)
                .query(AccountRow::read)
                .list();
    }

    /**
     * Those that are followed and come after one, by source and account.
     *
     * @param sources that their source is one of; null for any
     */
    List<FollowedAccount> page(
            @Nullable String source, String @Nullable [] sources, String afterSource, String afterAccount, int limit) {
        return jdbc.sql(COLUMNS + """
                 where deleted_at is null
                   and (cast(:source as text) is null or source = :source)
                   and (cast(:sources as text[]) is null or source = any(cast(:sources as text[])))
                   and (source, account) > (:afterSource, :afterAccount)
                 order by source, account
                 limit :limit
                """)
                .param("source", source)
                .param("sources", sources)
                .param("afterSource", afterSource)
                .param("afterAccount", afterAccount)
                .param("limit", limit)
                .query(AccountRow::read)
                .list();
    }

    /** Those of these streams' accounts that are followed. */
    List<FollowedAccount> followedOf(Collection<StreamId> streams) {
        List<StreamId> accounts = List.copyOf(streams);
        return jdbc.sql(COLUMNS + """
                 where deleted_at is null
                   and (source, account) in
                       (select * from unnest(cast(:sources as text[]), cast(:accounts as text[])))
                """)
                .param("sources", accounts.stream().map(StreamId::source).toArray(String[]::new))
                .param("accounts", accounts.stream().map(StreamId::account).toArray(String[]::new))
                .query(AccountRow::read)
                .list();
    }

    byte @Nullable [] credential(String source, String account) {
        return jdbc.sql("select credential from account where source = :source and account = :account")
                .param("source", source)
                .param("account", account)
                .query((row, number) -> Optional.ofNullable(row.getBytes("credential")))
                .optional()
                .flatMap(bytes -> bytes)
                .orElse(null);
    }

    /** A sealed credential, and whose it is. */
    @SuppressWarnings("ArrayRecordComponent")
    record SealedCredential(String source, String account, byte[] sealed) {}

    Optional<SealedCredential> anySealed() {
        return jdbc.sql("select source, account, credential from account where credential is not null limit 1")
                .query((row, number) -> new SealedCredential(
                        row.getString("source"), row.getString("account"), row.getBytes("credential")))
                .optional();
    }

    /** @param ciphertext of the credential; null for none */
    void put(
            String source,
            String account,
            @Nullable List<String> streams,
            StartPosition since,
            byte @Nullable [] ciphertext,
            Instant now) {
        jdbc.sql(PUT)
                .param("source", source)
                .param("account", account)
                .param("streams", streams == null ? null : streams.toArray(String[]::new))
                .param("sinceInstant", InstantParameters.ofNullable(since.instant()))
                .param("sincePosition", since.position())
                .param("credential", ciphertext)
                .param("now", InstantParameters.of(now))
                .update();
    }

    /** Forgets the credential too. */
    boolean delete(String source, String account, Instant now) {
        return jdbc.sql("""
                update account
                   set deleted_at = :now,
                       credential = null,
                       revision = revision + 1
                 where source = :source
                   and account = :account
                   and deleted_at is null
                """)
                        .param("now", InstantParameters.of(now))
                        .param("source", source)
                        .param("account", account)
                        .update()
                > 0;
    }
}
