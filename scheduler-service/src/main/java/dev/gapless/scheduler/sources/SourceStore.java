package dev.gapless.scheduler.sources;

import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The {@code source} table. */
final class SourceStore {

    private static final String APPLY = """
            insert into source as held (name, manifest, revision, applied_at, tenant)
            values (:name, :manifest, :revision, :now, :tenant)
                on conflict (name) do update
               set manifest = excluded.manifest,
                   revision = excluded.revision,
                   version = held.version + 1,
                   applied_at = excluded.applied_at,
                   removed_at = null
             where held.revision <> excluded.revision
                or held.removed_at is not null
            """;

    private static final String FIND =
            "select name, manifest, revision, version, applied_at, tenant from source where name = :name and removed_at is null";

    private final JdbcClient jdbc;

    SourceStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param tenant of a source that is new; one that is or was known keeps its own
     * @return false when this very manifest is already applied
     */
    boolean apply(String name, String manifest, String revision, String tenant, Instant now) {
        return jdbc.sql(APPLY)
                        .param("name", name)
                        .param("manifest", manifest)
                        .param("revision", revision)
                        .param("tenant", tenant)
                        .param("now", InstantParameters.of(now))
                        .update()
                > 0;
    }

    Optional<StoredSource> find(String name) {
        return find(FIND, name);
    }

    /** No other one changes it until the end of the transaction. */
    Optional<StoredSource> findForUpdate(String name) {
        return find(FIND + " for update", name);
    }

    /** Also that of a source that was removed. */
    Optional<String> tenant(String name) {
        return jdbc.sql("select tenant from source where name = :name")
                .param("name", name)
                .query(String.class)
                .optional();
    }

    /** Also those that were removed. */
    Set<String> ofTenant(String tenant) {
        return jdbc.sql("select name from source where tenant = :tenant")
                .param("tenant", tenant)
                .query((row, number) -> row.getString(1))
                .set();
    }

    private Optional<StoredSource> find(String sql, String name) {
        return jdbc.sql(sql).param("name", name).query(SourceStore::read).optional();
    }

    List<StoredSource> all() {
        return jdbc.sql("""
                select name, manifest, revision, version, applied_at, tenant
                  from source
                 where removed_at is null
                 order by name
                """).query(SourceStore::read).list();
    }

    /**
     * Forgets its credentials too.
     *
     * @return false when an account of the source is followed, or it is not applied
     */
    boolean remove(String name, Instant now) {
        boolean removed = jdbc.sql("""
                update source
                   set removed_at = :now
                 where name = :name
                   and removed_at is null
                   and not exists (select 1 from account where source = :name and deleted_at is null)
                """)
                        .param("name", name)
                        .param("now", InstantParameters.of(now))
                        .update()
                > 0;
        if (removed) {
            jdbc.sql("delete from source_credential where source = :name")
                    .param("name", name)
                    .update();
        }
        return removed;
    }

    private static StoredSource read(ResultSet row, int rowNumber) throws SQLException {
        return new StoredSource(
                row.getString("name"),
                row.getString("manifest"),
                row.getString("revision"),
                row.getLong("version"),
                InstantParameters.instant(row, "applied_at"),
                row.getString("tenant"));
    }
}
