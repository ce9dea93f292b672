package dev.gapless.scheduler.accounts;

import dev.gapless.scheduler.sources.Source;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The accounts that changed, or whose manifest did, since the tables that work is done by were made of them. */
public final class ChangedAccounts {

    /**
     * Of a source whose manifest cannot be read only left accounts are told. The order is the index's, which PostgreSQL
     * would leave for a look at all accounts otherwise.
     */
    private static final String PAGE = """
            select a.*
              from source s
             cross join lateral (
                       select a.source, a.account, a.streams, a.since_instant, a.since_position,
                              a.credential is not null as has_credential, a.revision, a.created_at, a.deleted_at,
                              a.revision + s.version as planned
                         from account a
                        where a.source = s.name
                          and a.planned_revision - a.revision < s.version
                          and (a.deleted_at is not null or a.source = any (:readable))
                        order by a.source, a.planned_revision - a.revision
                        limit :most
                          for update skip locked) a
             limit :most
            """;

    private static final String FOLLOWED = """
            update account a
               set planned_revision = f.planned
              from unnest(cast(:sources as text[]), cast(:accounts as text[]), cast(:planned as int8[]))
                   as f (source, account, planned)
             where a.source = f.source and a.account = f.account
            """;

    /**
     * @param revision of the account and its source's manifest together
     * @param followed its streams; none when it was left
     */
    public record Changed(String source, String account, long revision, List<FollowedStream> followed) {}

    private final JdbcClient jdbc;

    ChangedAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Holds their rows until the end of the transaction. */
    public List<Changed> page(Map<String, Source> known, int most) {
        return jdbc.sql(PAGE)
                .param("readable", known.keySet().toArray(String[]::new))
                .param("most", most)
                .query((row, number) -> {
                    FollowedAccount account = AccountRow.read(row, number);
                    return new Changed(
                            account.source(),
                            account.account(),
                            row.getLong("planned"),
                            account.deletedAt() != null
                                    ? List.of()
                                    : FollowedStreams.of(account, known.get(account.source())));
                })
                .list();
    }

    /** They are written down as they were read. */
    public void followed(List<Changed> changed) {
        jdbc.sql(FOLLOWED)
                .param("sources", changed.stream().map(Changed::source).toArray(String[]::new))
                .param("accounts", changed.stream().map(Changed::account).toArray(String[]::new))
                .param("planned", changed.stream().mapToLong(Changed::revision).toArray())
                .update();
    }
}
