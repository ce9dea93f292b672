package dev.gapless.common.platform;

import dev.gapless.common.retry.RetrySleeper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** Looks at the database until its tables are at least as new as this release needs, and may be used. */
final class SchemaWait {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaWait.class);

    /** Tables are there a moment before the rights to them are. */
    private static final String FORBIDDEN = """
            select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relkind in ('r', 'p') and not has_table_privilege(c.oid, 'select')""";

    private final WaitingProbes probes;
    private final Duration every;
    private final RetrySleeper sleeper;

    SchemaWait(WaitingProbes probes, Duration every, RetrySleeper sleeper) {
        this.probes = probes;
        this.every = every;
        this.sleeper = sleeper;
    }

    /**
     * Returns when nothing is missing.
     *
     * @throws IllegalStateException when the process is told to end first: its context cannot close before this returns
     */
    void await(Flyway flyway) {
        String missing = missing(flyway);
        if (missing != null) {
            Thread stop = new Thread(Thread.currentThread()::interrupt, "schema-wait-stop");
            Runtime.getRuntime().addShutdownHook(stop);
            await(flyway, missing);
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    private void await(Flyway flyway, String first) {
        String before = "";
        String missing = first;
        while (missing != null) {
            if (!missing.equals(before)) {
                LOG.warn("schema-awaited reason=\"{}\"", missing);
                before = missing;
            }
            probes.answer(missing);
            try {
                sleeper.pause(every);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the schema: " + missing, e);
            }
            missing = missing(flyway);
        }
    }

    /** @return in words, what is missing now; null when nothing is */
    static @Nullable String missing(Flyway flyway) {
        String schema = flyway.getConfiguration().getDefaultSchema();
        try {
            MigrationInfoService info = flyway.info();
            MigrationInfo[] pending = info.pending();
            if (pending.length > 0) {
                MigrationInfo current = info.current();
                return "schema %s: version %s, needs %s (run this release's migration)"
                        .formatted(
                                schema,
                                current == null ? "none" : current.getVersion(),
                                pending[pending.length - 1].getVersion());
            }
            long forbidden = forbidden(flyway, schema);
            return forbidden == 0
                    ? null
                    : "schema %s: %d tables may not be read (run this release's migration, which gives the rights)"
                            .formatted(schema, forbidden);
        } catch (FlywayException | SQLException e) {
            return "schema %s: the database does not answer (%s)".formatted(schema, reason(e));
        }
    }

    private static long forbidden(Flyway flyway, String schema) throws SQLException {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(FORBIDDEN)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static String reason(Throwable thrown) {
        return String.valueOf(NestedExceptionUtils.getMostSpecificCause(thrown).getMessage())
                .lines()
                .findFirst()
                .orElse("no reason");
    }
}
