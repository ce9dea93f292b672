package dev.gapless.checkpoint;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gapless.testing.servers.DatabaseTemplate;
import dev.gapless.testing.servers.TestDatabase;
import dev.gapless.testing.servers.TestServers;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database of a test's own with the service's tables, reached as the service reaches it. */
public final class CheckpointDatabase implements AutoCloseable {

    private static final DatabaseTemplate TODAYS =
            new DatabaseTemplate(database -> migrations(database).load().migrate());

    private final TestDatabase database;
    private final FluentConfiguration migrations;
    private final HikariDataSource source;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    public CheckpointDatabase() {
        this(fresh());
    }

    private CheckpointDatabase(TestDatabase database) {
        this.database = database;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setSchema("checkpoint");
        config.setMaximumPoolSize(8);
        config.setConnectionInitSql("set plan_cache_mode = force_custom_plan");
        this.migrations = migrations(database);
        this.source = new HikariDataSource(config);
        this.jdbc = new JdbcTemplate(source);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    }

    /** Today's tables, without rows, for who connects by itself. */
    static TestDatabase fresh() {
        return TODAYS.copy();
    }

    private static FluentConfiguration migrations(TestDatabase database) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations("classpath:db/checkpoint")
                .schemas("checkpoint")
                .defaultSchema("checkpoint");
    }

    /** For another process. */
    public TestDatabase connection() {
        return database;
    }

    /** As it was at a version of the tables. */
    public static CheckpointDatabase at(String version) {
        TestDatabase database = TestServers.freshDatabase();
        migrations(database).target(version).load().migrate();
        return new CheckpointDatabase(database);
    }

    /** To today's tables. */
    public void migrate() {
        migrations.target("latest").load().migrate();
    }

    /** Of the database, without user and password. */
    public String url() {
        return database.jdbcUrl();
    }

    public JdbcTemplate jdbc() {
        return jdbc;
    }

    public JdbcClient client() {
        return JdbcClient.create(jdbc);
    }

    public TransactionTemplate transaction() {
        return transaction;
    }

    /** The first column of the only row. */
    public long number(String sql, Object... parameters) {
        Long number = jdbc.queryForObject(sql, Long.class, parameters);
        return number == null ? 0 : number;
    }

    /** As it was before: emptying costs less than another database. */
    public void clear(String... tables) {
        jdbc.execute("truncate " + String.join(", ", tables));
    }

    @Override
    public void close() {
        source.close();
    }
}
