package dev.gapless.scheduler.auditlog;

import dev.gapless.common.message.AuditLogEntry;
import dev.gapless.common.platform.AuditLogSink;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The audit log in the database. Entries are appended one after the other, under the lock of its head. */
final class AuditLogStore implements AuditLogSink {

    private static final int PAGE = 5_000;

    /** The last entry. */
    record AuditLogHead(long seq, String digest) {}

    /**
     * A head that was signed.
     *
     * @param signed a compact JWS over {@code seq} and {@code digest}
     */
    record SignedAuditLogHead(long seq, Instant at, String signed) {}

    /**
     * What a verification found.
     *
     * @param brokenAt the first entry that is changed, missing or cut off; null when all are as they were written
     */
    record AuditLogVerdict(
            long entries,
            AuditLogHead head,
            @Nullable Long brokenAt,
            @Nullable String detail) {}

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;

    AuditLogStore(JdbcClient jdbc, TransactionOperations transactions, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public void append(AuditLogEntry entry) {
        transactions.executeWithoutResult(status -> {
            AuditLogHead head = head(" for update");
            AuditLogRow row = AuditLogRow.after(
                    head.seq() + 1, head.digest(), clock.instant().truncatedTo(ChronoUnit.MICROS), entry);
            insert(row);
            jdbc.sql("update audit_log_head set seq = :seq, digest = :digest")
                    .param("seq", row.seq())
                    .param("digest", row.digest())
                    .update();
        });
    }

    private void insert(AuditLogRow row) {
        jdbc.sql("""
                insert into audit_log (seq, at, service, caller, call, method, path, status, tenant, digest)
                values (:seq, :at, :service, :caller, :call, :method, :path, :status, :tenant, :digest)
                """)
                .param("seq", row.seq())
                .param("at", InstantParameters.of(row.at()))
                .param("service", row.entry().service())
                .param("caller", row.entry().caller())
                .param("call", row.entry().call())
                .param("method", row.entry().method())
                .param("path", row.entry().path())
                .param("status", row.entry().status())
                .param("tenant", row.entry().tenant())
                .param("digest", row.digest())
                .update();
    }

    /** The last entry, as it is now. */
    AuditLogHead head() {
        return head("");
    }

    /** Keeps a head that was signed. The first signature of a head stays. */
    void signed(long seq, String signed) {
        jdbc.sql("""
                insert into audit_log_signed_head (seq, at, signed)
                values (:seq, :at, :signed)
                    on conflict (seq) do nothing
                """)
                .param("seq", seq)
                .param("at", InstantParameters.of(clock.instant()))
                .param("signed", signed)
                .update();
    }

    /** The newest first. */
    List<SignedAuditLogHead> signedHeads(int most) {
        return jdbc.sql("select seq, at, signed from audit_log_signed_head order by seq desc limit :most")
                .param("most", most)
                .query((row, number) -> new SignedAuditLogHead(
                        row.getLong("seq"), InstantParameters.instant(row, "at"), row.getString("signed")))
                .list();
    }

    private AuditLogHead head(String lock) {
        return jdbc.sql("select seq, digest from audit_log_head" + lock)
                .query((row, number) -> new AuditLogHead(row.getLong("seq"), row.getString("digest")))
                .single();
    }

    /** @param tenant whose entries are read; null for all */
    List<AuditLogRow> after(long seq, int most, @Nullable String tenant) {
        return jdbc.sql("""
                select *
                  from audit_log
                 where seq > :seq and (cast(:tenant as text) is null or tenant = :tenant)
                 order by seq
                 limit :most
                """)
                .param("tenant", tenant)
                .param("seq", seq)
                .param("most", most)
                .query(AuditLogStore::read)
                .list();
    }

    private static AuditLogRow read(ResultSet row, int number) throws SQLException {
        Instant at = InstantParameters.instant(row, "at");
        return new AuditLogRow(
                row.getLong("seq"),
                at,
                new AuditLogEntry(
                        row.getString("service"),
                        row.getString("caller"),
                        row.getString("call"),
                        row.getString("method"),
                        row.getString("path"),
                        row.getObject("status", Integer.class),
                        row.getString("tenant")),
                row.getString("digest"));
    }

    /**
     * Reads the whole log, a page at a time. The head is read first, so entries that are appended meanwhile count too.
     *
     * @param known a head that was noted before, and must be in the log still; null for none
     */
    AuditLogVerdict verify(@Nullable AuditLogHead known) {
        AuditLogHead head = head();
        String before = "";
        long seq = 0;
        List<AuditLogRow> page = after(0, PAGE, null);
        while (!page.isEmpty()) {
            for (AuditLogRow row : page) {
                if (row.seq() != seq + 1) {
                    return new AuditLogVerdict(seq, head, seq + 1, "the entry is missing");
                }
                if (!row.follows(before)) {
                    return new AuditLogVerdict(seq, head, row.seq(), "the entry, or the digest before it, was changed");
                }
                if (differs(head, row)) {
                    return new AuditLogVerdict(seq, head, row.seq(), "the entry differs from the entry of the head");
                }
                if (known != null && differs(known, row)) {
                    return new AuditLogVerdict(seq, head, row.seq(), "the entry differs from the one that was noted");
                }
                before = row.digest();
                seq = row.seq();
            }
            page = after(seq, PAGE, null);
        }
        if (seq < head.seq() || (known != null && seq < known.seq())) {
            return new AuditLogVerdict(seq, head, seq + 1, "the newest entries were cut off");
        }
        return new AuditLogVerdict(seq, head, null, null);
    }

    private static boolean differs(AuditLogHead head, AuditLogRow row) {
        return head.seq() == row.seq() && !head.digest().equals(row.digest());
    }
}
