package dev.gapless.checkpoint.items.manifests;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of manifests, one a source. */
final class KeptManifests {

    private static final String KEEP = """
            insert into kept_manifest as held (source, manifest)
            values (:source, :manifest)
                on conflict (source) do update
               set manifest = excluded.manifest,
                   kept_at = now()
             where held.manifest <> excluded.manifest
            """;

    private final JdbcClient jdbc;

    KeptManifests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void keep(String source, byte[] manifest) {
        jdbc.sql(KEEP).param("source", source).param("manifest", manifest).update();
    }

    /** @return empty when no processor has read one */
    Optional<byte[]> find(String source) {
        return jdbc.sql("select manifest from kept_manifest where source = :source")
                .param("source", source)
                .query(byte[].class)
                .optional();
    }
}
