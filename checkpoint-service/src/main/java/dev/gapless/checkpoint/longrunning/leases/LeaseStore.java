package dev.gapless.checkpoint.longrunning.leases;

import dev.gapless.checkpoint.jdbc.InstantColumns;
import dev.gapless.checkpoint.longrunning.leases.LeaseAcquisition.Acquired;
import dev.gapless.checkpoint.longrunning.leases.LeaseAcquisition.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of leases. The first process that asks has it, until it gives it back or the lease runs out. No process
 * waits for another, and a crash locks nothing for longer than its lease.
 */
public final class LeaseStore {

    private static final String COLUMNS = " resource, owner, token, acquired_at, expires_at ";

    /**
     * The token is drawn again where the row is there already. Only behind the row's lock do tokens follow the order in
     * which leases are taken. The one that was drawn before is lost.
     */
    private static final String ACQUIRE = """
            insert into resource_lease as held (resource, owner, token, acquired_at, expires_at)
            values (:resource, :owner, nextval('fencing_token'), clock_timestamp(),
                    clock_timestamp() + :millis * interval '1 millisecond')
                on conflict (resource) do update
               set owner = excluded.owner,
                   token = nextval('fencing_token'),
                   acquired_at = clock_timestamp(),
                   expires_at = clock_timestamp() + :millis * interval '1 millisecond'
             where held.expires_at <= clock_timestamp()
            returning""" + COLUMNS;

    private static final String RELEASE = """
            update resource_lease
               set expires_at = clock_timestamp()
             where resource = :resource
               and token = :token
               and expires_at > clock_timestamp()
            """;

    private static final String FIND = "select" + COLUMNS + """
              from resource_lease
             where resource = :resource
            """;

    private final JdbcClient jdbc;

    LeaseStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One statement decides. A lease is not for its owner to take again either: who has lost the token has lost the
     * lease.
     */
    public LeaseAcquisition acquire(String resource, String owner, Duration duration) {
        while (true) {
            Optional<Lease> mine = jdbc.sql(ACQUIRE)
                    .param("resource", resource)
                    .param("owner", owner)
                    .param("millis", duration.toMillis())
                    .query((row, number) -> read(row))
                    .optional();
            if (mine.isPresent()) {
                return new Acquired(mine.get());
            }
            Optional<Lease> other = find(resource);
            if (other.isPresent()) {
                return new Refused(other.get());
            }
        }
    }

    /** False when there was nothing to give back. */
    public boolean release(String resource, long token) {
        return jdbc.sql(RELEASE)
                        .param("resource", resource)
                        .param("token", token)
                        .update()
                == 1;
    }

    /** The last lease of the resource, also one that has run out. */
    public Optional<Lease> find(String resource) {
        return jdbc.sql(FIND)
                .param("resource", resource)
                .query((row, number) -> read(row))
                .optional();
    }

    private static Lease read(ResultSet row) throws SQLException {
        return new Lease(
                row.getString("resource"),
                row.getString("owner"),
                row.getLong("token"),
                InstantColumns.of(row, "acquired_at"),
                InstantColumns.of(row, "expires_at"));
    }
}
