package dev.gapless.testing.servers;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tables that are made once a JVM and copied for each test: a copy costs less than all migrations. */
public final class DatabaseTemplate {

    private final Consumer<TestDatabase> migrations;
    private @Nullable TestDatabase made;

    /** @param migrations makes the tables in an empty database, and leaves no connection open */
    public DatabaseTemplate(Consumer<TestDatabase> migrations) {
        this.migrations = migrations;
    }

    /** A database of a test's own with these tables. */
    public synchronized TestDatabase copy() {
        TestDatabase template = made;
        if (template == null) {
            template = TestServers.freshDatabase();
            migrations.accept(template);
            made = template;
        }
        return TestServers.copyOf(template);
    }
}
