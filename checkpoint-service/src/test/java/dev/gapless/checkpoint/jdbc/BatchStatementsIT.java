package dev.gapless.checkpoint.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.bytefish.pgbulkinsert.mapping.AbstractMapping;
import dev.gapless.checkpoint.CheckpointDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/** Whatever ends a copy is said as by any other statement, and leaves nothing. */
class BatchStatementsIT {

    private static final List<Integer> ROWS = IntStream.range(0, 200).boxed().toList();
    private static final byte[] LARGE = new byte[10_000];

    private final CheckpointDatabase database = new CheckpointDatabase();
    private final BatchStatements statements = new BatchStatements(database.jdbc());

    @BeforeEach
    void table() {
        database.jdbc().execute("create table copied (n int primary key, content bytea not null)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void rows_are_added() {
        copy(n -> LARGE);

        assertThat(database.number("select count(*) from copied")).isEqualTo(ROWS.size());
    }

    @Test
    void a_row_that_is_there_already_is_a_duplicate_key() {
        database.jdbc().update("insert into copied values (150, '')");

        assertThatThrownBy(() -> copy(n -> LARGE)).isInstanceOf(DuplicateKeyException.class);
        assertThat(database.number("select count(*) from copied")).isOne();
    }

    @Test
    void a_row_against_the_rules_is_a_violation() {
        assertThatThrownBy(() -> copy(n -> n == 150 ? null : LARGE))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(database.number("select count(*) from copied")).isZero();
    }

    @Test
    void a_connection_that_is_lost_in_the_middle_is_told_as_the_databases() {
        assertThatThrownBy(() -> copy(n -> n == 100 ? cut() : LARGE)).isInstanceOf(DataAccessException.class);
        assertThat(database.number("select count(*) from copied")).isZero();
    }

    @Test
    void a_row_that_cannot_be_read_leaves_nothing() {
        assertThatThrownBy(() -> copy(n -> {
                    if (n == 100) {
                        throw new IllegalStateException("unreadable");
                    }
                    return LARGE;
                }))
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(database.number("select count(*) from copied")).isZero();
    }

    /** By another transaction: the thread's own connection is in the middle of the copy. */
    private byte[] cut() {
        String cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where datname = current_database() and query like 'COPY copied%'";
        assertThat(CompletableFuture.supplyAsync(() -> database.number(cut)).join())
                .isOne();
        return LARGE;
    }

    private void copy(IntFunction<byte[]> content) {
        database.transaction().executeWithoutResult(status -> statements.copy(new Copied(content), ROWS));
    }

    private static final class Copied extends AbstractMapping<Integer> {

        private Copied(IntFunction<byte[]> content) {
            super("", "copied", false);
            mapIntegerPrimitive("n", n -> n);
            mapByteArray("content", content::apply);
        }
    }
}
