package dev.gapless.scheduler;

import dev.gapless.testing.servers.DatabaseTemplate;
import dev.gapless.testing.servers.TestDatabase;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** The scheduler's tables in a database of a test's own, without the service. */
public final class SchedulerTables {

    private static final DatabaseTemplate TODAYS = new DatabaseTemplate(database -> Flyway.configure()
            .dataSource(database.jdbcUrl(), database.user(), database.password())
            .locations("classpath:db/scheduler")
            .schemas("scheduler")
            .load()
            .migrate());

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    public SchedulerTables() {
        TestDatabase database = fresh();
        DriverManagerDataSource source =
                new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
        source.setSchema("scheduler");
        jdbc = JdbcClient.create(source);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    /** Today's tables, without rows, for who connects by itself. */
    public static TestDatabase fresh() {
        return TODAYS.copy();
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public TransactionOperations transactions() {
        return transactions;
    }
}
