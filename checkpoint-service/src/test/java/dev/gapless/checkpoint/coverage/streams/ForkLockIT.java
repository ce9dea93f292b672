package dev.gapless.checkpoint.coverage.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.common.position.StreamId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class ForkLockIT {

    /** More than the topic has partitions: other transactions hold locks too. */
    private static final int REPLICAS = 20;

    private static final int REPORTS = 1_000;

    @Test
    void the_largest_batches_of_all_replicas_find_room_in_the_lock_table_of_a_database_with_default_settings()
            throws SQLException {
        List<Connection> replicas = new ArrayList<>();
        try (CheckpointDatabase database = new CheckpointDatabase()) {
            try {
                for (int replica = 0; replica < REPLICAS; replica++) {
                    Connection connection = DriverManager.getConnection(
                            database.connection().jdbcUrl(),
                            database.connection().user(),
                            database.connection().password());
                    replicas.add(connection);
                    connection.setAutoCommit(false);
                    new ForkLock(new JdbcTemplate(new SingleConnectionDataSource(connection, true)))
                            .lockShared(streams(replica));
                }
                assertThat(database.number("select count(*) from pg_locks where locktype = 'advisory'"))
                        .isGreaterThan(REPLICAS * REPORTS / 2);
            } finally {
                for (Connection connection : replicas) {
                    connection.close();
                }
            }
        }
    }

    private static List<StreamId> streams(int replica) {
        return IntStream.range(0, REPORTS)
                .mapToObj(n -> new StreamId("forum", "ann-%d-%d".formatted(replica, n), "posts"))
                .toList();
    }
}
