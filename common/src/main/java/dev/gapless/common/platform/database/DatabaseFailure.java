package dev.gapless.common.platform.database;

import java.sql.SQLException;
import org.springframework.http.HttpStatus;

/** Why the database did not do what it was asked, as far as an operator's next step depends on it. */
enum DatabaseFailure {
    AWAY(
            HttpStatus.SERVICE_UNAVAILABLE,
            "the database did not carry this out; nothing was changed",
            "send it again after a second; if that goes on, look at the database"),
    DISK_FULL(
            HttpStatus.INSUFFICIENT_STORAGE,
            "the database's disk is full; nothing was changed, and nothing is lost: records wait in Kafka",
            "make room on the volume of the database, or make it larger; what waits is taken in by itself then"),
    OUT_OF_CONNECTIONS(
            HttpStatus.SERVICE_UNAVAILABLE,
            "the database takes no more connections; nothing was changed",
            "raise max_connections, or lower the pools of the services");

    /** PostgreSQL's class of conditions "insufficient resources". */
    private static final String NO_SPACE = "53100";

    private static final String TOO_MANY_CONNECTIONS = "53300";

    private final HttpStatus status;
    private final String detail;
    private final String remedy;

    DatabaseFailure(HttpStatus status, String detail, String remedy) {
        this.status = status;
        this.detail = detail;
        this.remedy = remedy;
    }

    static DatabaseFailure of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return switch (sql.getSQLState()) {
                    case NO_SPACE -> DISK_FULL;
                    case TOO_MANY_CONNECTIONS -> OUT_OF_CONNECTIONS;
                    default -> AWAY;
                };
            }
        }
        return AWAY;
    }

    HttpStatus status() {
        return status;
    }

    String detail() {
        return detail;
    }

    String remedy() {
        return remedy;
    }

    /** As in metrics and logs. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
