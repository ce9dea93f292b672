package dev.gapless.common.platform.database;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Failures that come from what the database was given, so that giving it the same again cannot help. All others (it is
 * away, full, busy, of another release) may pass.
 */
public final class DataErrors {

    private static final String UNIQUE_VIOLATION = "23505";

    private DataErrors() {}

    /**
     * The SQLSTATE of such a failure. 22 is a value that its column cannot hold, 23 a constraint. 54 is a limit of
     * PostgreSQL itself, such as that of an index entry. A unique key is no such failure: another transaction was
     * faster, and the next attempt sees it.
     *
     * @return empty when the failure is another one
     */
    public static Optional<String> state(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                boolean data = state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
                return data && !state.equals(UNIQUE_VIOLATION) ? Optional.of(state) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
