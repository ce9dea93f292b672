package dev.gapless.scheduler.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.gapless.common.message.AuditLogEntry;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.auditlog.AuditLogStore.AuditLogHead;
import dev.gapless.scheduler.auditlog.AuditLogStore.AuditLogVerdict;
import dev.gapless.scheduler.time.InstantParameters;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One row among a million that the owner of the database has changed. */
@Tag("long")
class AuditLogTamperIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final int ROWS = 1_000_000;
    private static final int BATCH = 50_000;
    private static final int MIDDLE = 617_283;

    /** A million rows take some 500 MB at once. */
    private static final long MAX_HEAP_BYTES = 64L << 20;

    private final JdbcClient jdbc = TABLES.jdbc();
    private final AuditLogStore log = new AuditLogStore(jdbc, TABLES.transactions(), () -> NOON);

    private record Verification(AuditLogVerdict verdict, Duration took, long heapBytes) {}

    @BeforeEach
    void rows() {
        trigger("disable");
        List<AuditLogRow> batch = new ArrayList<>();
        String before = "";
        for (int seq = 1; seq <= ROWS; seq++) {
            AuditLogRow row = row(seq, before, "/v1/stops/" + seq + "?reason=cleared");
            before = row.digest();
            batch.add(row);
            if (batch.size() == BATCH) {
                insert(batch);
                batch.clear();
            }
        }
        jdbc.sql("update audit_log_head set seq = :seq, digest = :digest")
                .param("seq", ROWS)
                .param("digest", before)
                .update();
    }

    private static AuditLogRow row(long seq, String before, String path) {
        return AuditLogRow.after(
                seq,
                before,
                NOON.plusMillis(seq),
                new AuditLogEntry(
                        "scheduler", "caller-" + seq % 7, "call-" + seq / 2, "DELETE", path, statusOf(seq), null));
    }

    /** The first of a call's two entries has none. */
    private static @Nullable Integer statusOf(long seq) {
        return seq % 2 == 0 ? Integer.valueOf(200) : null;
    }

    private void insert(List<AuditLogRow> rows) {
        jdbc.sql("""
                insert into audit_log (seq, at, service, caller, call, method, path, status, digest)
                select u.seq, cast(:noon as timestamptz) + make_interval(secs => u.seq / 1000.0), 'scheduler',
                       'caller-' || u.seq % 7, 'call-' || u.seq / 2, 'DELETE', u.path,
                       case when u.seq % 2 = 0 then 200 end, u.digest
                  from unnest(cast(:seqs as int8[]), cast(:paths as text[]), cast(:digests as text[]))
                       as u (seq, path, digest)
                """)
                .param("noon", InstantParameters.of(NOON))
                .param("seqs", rows.stream().mapToLong(AuditLogRow::seq).toArray())
                .param("paths", rows.stream().map(row -> row.entry().path()).toArray(String[]::new))
                .param("digests", rows.stream().map(AuditLogRow::digest).toArray(String[]::new))
                .update();
    }

    private void trigger(String state) {
        jdbc.sql("alter table audit_log " + state + " trigger user").update();
    }

    @Test
    void a_changed_a_missing_and_a_truncated_row_among_a_million_are_found_in_bounded_memory() {
        Verification whole = verify();
        assertThat(whole.verdict().entries()).isEqualTo(ROWS);
        assertThat(whole.verdict().brokenAt()).isNull();

        AuditLogHead noted = whole.verdict().head();
        assertThat(brokenAt("update audit_log set caller = 'nobody' where seq = " + MIDDLE))
                .isEqualTo(MIDDLE);
        assertThat(brokenAt("update audit_log set path = left(path, 9) where seq = " + MIDDLE))
                .as("its path was truncated")
                .isEqualTo(MIDDLE);
        assertThat(brokenAt("delete from audit_log where seq = " + MIDDLE)).isEqualTo(MIDDLE);
        assertThat(brokenAt("delete from audit_log where seq = " + ROWS))
                .as("the log was truncated")
                .isEqualTo(ROWS);
        rewrittenLastRow();
        headAndLastRowCutOff(noted);
    }

    /** Its digest fits its new content, so the head alone shows it. */
    private void rewrittenLastRow() {
        String before = log.after(ROWS - 2, 1, null).getFirst().digest();
        AuditLogRow forged = row(ROWS, before, "/v1/health-report");
        assertThat(brokenAt("update audit_log set path = '%s', digest = '%s' where seq = %d"
                        .formatted(forged.entry().path(), forged.digest(), ROWS)))
                .isEqualTo(ROWS);
    }

    private void headAndLastRowCutOff(AuditLogHead noted) {
        jdbc.sql("delete from audit_log where seq = " + ROWS).update();
        jdbc.sql(
                        "update audit_log_head h set (seq, digest) = (select l.seq, l.digest from audit_log l where l.seq = :last)")
                .param("last", ROWS - 1)
                .update();
        assertThat(log.verify(null).brokenAt()).as("nothing here shows it").isNull();
        assertThat(log.verify(noted).brokenAt())
                .as("a head that was noted elsewhere does")
                .isEqualTo(ROWS);
    }

    /** The row is put back afterwards. */
    private @Nullable Long brokenAt(String statement) {
        jdbc.sql("create table kept as select * from audit_log where seq in (%d, %d)".formatted(MIDDLE, ROWS))
                .update();
        jdbc.sql(statement).update();
        Verification found = verify();
        jdbc.sql("delete from audit_log where seq in (select seq from kept)").update();
        jdbc.sql("insert into audit_log select * from kept").update();
        jdbc.sql("drop table kept").update();
        return found.verdict().brokenAt();
    }

    private Verification verify() {
        HeapWatch heap = new HeapWatch();
        Instant begun = Instant.now();
        AuditLogVerdict verdict = log.verify(null);
        Verification found = new Verification(verdict, Duration.between(begun, Instant.now()), heap.grown());
        System.out.printf(
                "verified %,d rows in %,d ms, broken at %s, live heap grew by at most %,d KB%n",
                verdict.entries(), found.took().toMillis(), verdict.brokenAt(), found.heapBytes() >> 10);
        assertThat(found.heapBytes()).isLessThan(MAX_HEAP_BYTES);
        return found;
    }

    /** The most that any collection left on the heap, beyond what was there before. */
    private static final class HeapWatch {

        private final AtomicLong most = new AtomicLong();
        private final long before;
        private final NotificationListener listener = (notification, handback) -> {
            if (notification.getUserData() instanceof CompositeData data) {
                most.accumulateAndGet(
                        GarbageCollectionNotificationInfo.from(data)
                                .getGcInfo()
                                .getMemoryUsageAfterGc()
                                .values()
                                .stream()
                                .mapToLong(MemoryUsage::getUsed)
                                .sum(),
                        Math::max);
            }
        };

        HeapWatch() {
            System.gc();
            before = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .mapToLong(pool -> pool.getUsage().getUsed())
                    .sum();
            emitters().forEach(each -> each.addNotificationListener(listener, null, null));
        }

        private static List<NotificationEmitter> emitters() {
            List<NotificationEmitter> emitters = new ArrayList<>();
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                if (collector instanceof NotificationEmitter emitter) {
                    emitters.add(emitter);
                }
            }
            return emitters;
        }

        long grown() {
            System.gc();
            return Math.max(0, most.get() - before);
        }
    }
}
