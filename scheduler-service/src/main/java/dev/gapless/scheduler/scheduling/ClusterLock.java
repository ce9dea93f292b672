package dev.gapless.scheduler.scheduling;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Work that one scheduler does at a time, and the others leave to it: a transaction that holds an advisory lock of the
 * database. When the holder dies, its connection and with it the lock go.
 */
public final class ClusterLock {

    /** First half of the lock's key, so that other users of the database are not met; "gapl". */
    private static final int FAMILY = 0x6761706c;

    /** The same for sources. */
    private static final int SOURCES = FAMILY + 1;

    /** What is done by turns. */
    public enum LockName {
        ASSIGN(3),
        CONTROL(4),
        RECOVERY(5),
        DRAIN(6),
        ADAPTIVE_POLLS(7);

        private final int key;

        LockName(int key) {
            this.key = key;
        }
    }

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    public ClusterLock(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Does the work in one transaction.
     *
     * @return what the work gave; null when another scheduler is at it, and nothing was done
     */
    public <T> @Nullable T runExclusively(LockName turn, Supplier<T> work) {
        return transactions.execute(status -> lock(turn) ? work.get() : null);
    }

    /**
     * Takes sources for the caller's transaction. Two names that hash alike are never taken by two at once.
     *
     * @return the names of those that no other scheduler has at this time
     */
    public List<String> lockSources() {
        return jdbc.sql("select name from source where pg_try_advisory_xact_lock(:family, hashtext(name))")
                .param("family", SOURCES)
                .query((row, number) -> row.getString("name"))
                .list();
    }

    private boolean lock(LockName turn) {
        return jdbc.sql("select pg_try_advisory_xact_lock(:family, :turn)")
                .param("family", FAMILY)
                .param("turn", turn.key)
                .query(Boolean.class)
                .single();
    }
}
