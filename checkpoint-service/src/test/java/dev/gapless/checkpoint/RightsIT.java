package dev.gapless.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.testing.servers.TestDatabase;
import dev.gapless.testing.servers.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the service's own login may do at run time, and what not even a bug of ours could make it do. */
class RightsIT {

    private static JdbcTemplate service;
    private static JdbcTemplate reader;
    private static JdbcTemplate scheduler;

    @BeforeAll
    static void migrate() {
        TestDatabase database = TestServers.freshDatabase();
        for (int start = 0; start < 2; start++) {
            Flyway.configure()
                    .dataSource(database.jdbcUrl(), database.user(), database.password())
                    .locations("classpath:db/checkpoint")
                    .schemas("checkpoint")
                    .defaultSchema("checkpoint")
                    .load()
                    .migrate();
        }
        service = as(DatabaseRole.CHECKPOINT, database);
        reader = as(DatabaseRole.READER, database);
        scheduler = as(DatabaseRole.SCHEDULER, database);
    }

    private static JdbcTemplate as(DatabaseRole role, TestDatabase database) {
        DatabaseLogin login = TestServers.get().login(role);
        return new JdbcTemplate(new DriverManagerDataSource(database.jdbcUrl(), login.user(), login.password()));
    }

    @Test
    void the_service_reads_and_writes_rows() {
        assertThat(service.update("insert into checkpoint.looked (what, looked_to) values ('rights', now())"))
                .isEqualTo(1);
        assertThat(service.update("delete from checkpoint.looked where what = 'rights'"))
                .isEqualTo(1);
    }

    @Test
    void the_service_has_items_summarized_and_nobody_else_does() {
        String summarize = "select checkpoint.summarize_items()";

        service.execute(summarize);
        assertThatThrownBy(() -> reader.execute(summarize)).rootCause().hasMessageContaining("permission denied");
        assertThatThrownBy(() -> scheduler.execute(summarize)).rootCause().hasMessageContaining("permission denied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table checkpoint.mine (n int)",
                "create table public.mine (n int)",
                "create schema mine",
                "alter table checkpoint.item add column mine int",
                "drop table checkpoint.item",
                "truncate checkpoint.item",
                "update checkpoint.flyway_schema_history set success = false",
                "create role mine",
                "select pg_read_file('/etc/hostname')"
            })
    void the_service_changes_no_table_and_reads_no_file(String statement) {
        assertThatThrownBy(() -> service.execute(statement))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }

    @Test
    void the_reader_reads_and_the_scheduler_does_not_even_that() {
        assertThat(reader.queryForObject("select count(*) from checkpoint.item", Long.class))
                .isZero();
        assertThatThrownBy(() -> reader.update("delete from checkpoint.item"))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> scheduler.queryForObject("select count(*) from checkpoint.item", Long.class))
                .rootCause()
                .hasMessageContaining("permission denied");
    }
}
