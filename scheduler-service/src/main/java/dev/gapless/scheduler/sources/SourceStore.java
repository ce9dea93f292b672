package dev.gapless.scheduler.sources;

import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The {@code source} table. */
final class SourceStore {

    private static final String APPLY = """
            insert into source as held (name, manifest, revision, applied_at)
            values (:name, :manifest, :revision, :now)
                on conflict (name) do update
               set manifest = excluded.manifest,
                   revision = excluded.revision,
                   version = held.version + 1,
                   applied_at = excluded.applied_at
             where held.revision <> excluded.revision
            """;

    private final JdbcClient jdbc;

    SourceStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return false when this very manifest is already applied */
    boolean apply(String name, String manifest, String revision, Instant now) {
        return jdbc.sql(APPLY)
                        .param("name", name)
                        .param("manifest", manifest)
                        .param("revision", revision)
                        .param("now", InstantParameters.of(now))
                        .update()
                > 0;
    }

    Optional<StoredSource> find(String name) {
        return jdbc.sql("select name, manifest, revision, version, applied_at from source where name = :name")
                .param("name", name)
                .query(SourceStore::read)
                .optional();
    }

    List<StoredSource> all() {
        return jdbc.sql("select name, manifest, revision, version, applied_at from source order by name")
                .query(SourceStore::read)
                .list();
    }

    private static StoredSource read(ResultSet row, int rowNumber) throws SQLException {
        return new StoredSource(
                row.getString("name"),
                row.getString("manifest"),
                row.getString("revision"),
                row.getLong("version"),
                InstantParameters.instant(row, "applied_at"));
    }
}
