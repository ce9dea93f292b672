package dev.gapless.scheduler.auditlog;

import dev.gapless.common.message.AuditLogEntry;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.auditlog.AuditLogStore.AuditLogHead;
import dev.gapless.scheduler.auditlog.AuditLogStore.AuditLogVerdict;
import dev.gapless.scheduler.auditlog.AuditLogStore.SignedAuditLogHead;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The audit log for administrators, and for the services that write into it. */
@RestController
class AuditLogResource {

    private static final int MAX = 10_000;
    private static final int HEADS = 100;

    private final AuditLogStore log;

    AuditLogResource(AuditLogStore log) {
        this.log = log;
    }

    /** A tenant's caller reads the entries of its tenant. Their numbers are those of the whole log. */
    @GetMapping("/v1/audit-log")
    List<AuditLogRow> list(
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit,
            CallerSources sources) {
        if (limit < 1 || limit > MAX) {
            throw ApiProblem.badRequest(
                    "limit: %d (expected: 1 to %d)".formatted(limit, MAX),
                    "Ask for fewer; after is the last one's seq.");
        }
        return log.after(after, limit, sources.tenant());
    }

    /** With {@code seq} and {@code digest} of a head that was noted elsewhere, cutting off shows in any case. */
    @GetMapping("/v1/audit-log:verify")
    AuditLogVerdict verify(
            @RequestParam(required = false) @Nullable Long seq,
            @RequestParam(required = false) @Nullable String digest) {
        return log.verify(seq == null || digest == null ? null : new AuditLogHead(seq, digest));
    }

    /** The newest signed heads. One that an administrator keeps elsewhere shows later that the log was cut off. */
    @GetMapping("/v1/audit-log/heads")
    List<SignedAuditLogHead> heads() {
        return log.signedHeads(HEADS);
    }

    /** What the service with the keys signs. */
    @GetMapping("/internal/v1/audit-log/head")
    AuditLogHead head() {
        return log.head();
    }

    /** A head as it was signed. */
    record SignedHead(long seq, String signed) {}

    @PostMapping("/internal/v1/audit-log/heads")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void keep(@RequestBody SignedHead head) {
        log.signed(head.seq(), head.signed());
    }

    @PostMapping("/internal/v1/audit-log")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void append(@RequestBody AuditLogEntry entry) {
        log.append(entry);
    }
}
