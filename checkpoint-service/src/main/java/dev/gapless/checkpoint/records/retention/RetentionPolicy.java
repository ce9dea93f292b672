package dev.gapless.checkpoint.records.retention;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is let go of a table's rows, and when. The statements are ours: nothing of them comes from outside.
 *
 * @param name as in metrics and logs
 * @param table whose pages are looked through; it may be partitioned
 * @param act what is done to an expired row, up to its {@code where}; <code>{table}</code> stands for the table, or for
 *     the partition looked at, whose rows are called {@code r}
 * @param expired which rows are; <code>{cutoff}</code> stands for the instant before which they are too old
 * @param keepFor null: for ever
 */
record RetentionPolicy(
        String name,
        String table,
        String act,
        String expired,
        @Nullable Duration keepFor) {

    static RetentionPolicy deleting(String name, String table, String expired, @Nullable Duration keepFor) {
        return new RetentionPolicy(name, table, "delete from {table} r", expired, keepFor);
    }
}
