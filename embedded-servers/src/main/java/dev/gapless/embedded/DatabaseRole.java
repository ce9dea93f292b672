package dev.gapless.embedded;

import java.util.Locale;

/**
 * Who connects to the database, each with no more rights than its work needs. What a role may do with which table the
 * owner of the tables says, at the end of its migrations.
 */
public enum DatabaseRole {
    /** Owns the schemas and changes them: for migrations, not for services at work. */
    OWNER,
    /** Reads and writes rows of the checkpoint service's tables. */
    CHECKPOINT,
    /** Reads and writes rows of the scheduler's tables. */
    SCHEDULER,
    /** Reads the checkpoint service's tables: for checks of the ledger. */
    READER;

    /** As PostgreSQL knows it. */
    public String user() {
        return this == OWNER ? "gapless" : "gapless_" + name().toLowerCase(Locale.ROOT);
    }
}
