package dev.gapless.scheduler.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.transaction.CannotCreateTransactionException;

class ProgressFailuresTest {

    private static boolean isOfTheRecord(RuntimeException thrown) {
        return ProgressFailures.isOfTheRecord(new ListenerExecutionFailedException("listener", thrown));
    }

    private static RuntimeException sql(String state) {
        return new UncategorizedSQLException("apply", "update gap", new SQLException("refused", state));
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "22008", "23505"})
    void data_that_the_table_refuses_are_the_records_fault(String state) {
        assertThat(isOfTheRecord(sql(state))).isTrue();
    }

    /** No connection, a full disk, a shutdown, a deadlock, a table or a right that a migration has not brought yet. */
    @ParameterizedTest
    @ValueSource(strings = {"08006", "53100", "57P01", "40P01", "42P01", "42501", "25006"})
    void what_every_record_would_meet_is_waited_for(String state) {
        assertThat(isOfTheRecord(sql(state))).isFalse();
    }

    @Test
    void an_outage_without_a_state_is_waited_for() {
        assertThat(isOfTheRecord(new DataAccessResourceFailureException("away")))
                .isFalse();
        assertThat(isOfTheRecord(new CannotCreateTransactionException("no connection")))
                .isFalse();
        assertThat(isOfTheRecord(new TimeoutException("no broker"))).isFalse();
        assertThat(isOfTheRecord(new CompletionException(new TimeoutException("no broker"))))
                .isFalse();
    }

    @Test
    void our_own_bugs_are_the_records_fault() {
        assertThat(isOfTheRecord(new NullPointerException("outcome"))).isTrue();
        assertThat(isOfTheRecord(new IllegalStateException())).isTrue();
    }
}
