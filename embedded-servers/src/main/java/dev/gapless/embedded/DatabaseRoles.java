package dev.gapless.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Creates what is absent; done again, it changes nothing but passwords. */
public final class DatabaseRoles {

    private DatabaseRoles() {}

    /**
     * Makes the roles, the database, and revokes from everyone what no role needs.
     *
     * @param superuser a connection to any database of the server
     * @param database its name; it belongs to {@link DatabaseRole#OWNER}
     */
    public static void create(Connection superuser, String database, Map<DatabaseRole, DatabaseLogin> logins)
            throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            for (Map.Entry<DatabaseRole, DatabaseLogin> each : logins.entrySet()) {
                String user = each.getValue().user();
                if (!exists(statement, "select 1 from pg_roles where rolname = " + text(user))) {
                    statement.execute("create role " + user);
                }
                // an owner makes databases of its own for tests
                statement.execute("alter role %s login nosuperuser nocreaterole %s password %s"
                        .formatted(
                                user,
                                each.getKey() == DatabaseRole.OWNER ? "createdb" : "nocreatedb",
                                text(each.getValue().password())));
            }
            if (!exists(statement, "select 1 from pg_database where datname = " + text(database))) {
                statement.execute("create database %s owner %s encoding 'UTF8' template template0"
                        .formatted(database, DatabaseRole.OWNER.user()));
            }
            statement.execute("alter database %s owner to %s".formatted(database, DatabaseRole.OWNER.user()));
            statement.execute("revoke temporary on database " + database + " from public");
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next();
        }
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
