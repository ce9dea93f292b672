package dev.gapless.scheduler.auditlog;

import dev.gapless.common.message.AuditLogEntry;
import dev.gapless.common.platform.CallerTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A stored entry.
 *
 * @param seq from 1, without a gap
 * @param digest over the content and the digest of the entry before
 */
record AuditLogRow(long seq, Instant at, AuditLogEntry entry, String digest) {

    static AuditLogRow after(long seq, String digestBefore, Instant at, AuditLogEntry entry) {
        return new AuditLogRow(seq, at, entry, digestOf(seq, digestBefore, at, entry));
    }

    /** True when neither it nor the one before was changed. */
    boolean follows(String digestBefore) {
        return digest.equals(digestOf(seq, digestBefore, at, entry));
    }

    /** Each part with its length before it, so that no two entries read alike. */
    private static String digestOf(long seq, String before, Instant at, AuditLogEntry entry) {
        List<String> parts = new ArrayList<>(List.of(
                before,
                Long.toString(seq),
                at.toString(),
                entry.service(),
                entry.caller(),
                entry.call(),
                entry.method(),
                entry.path(),
                String.valueOf(entry.status())));
        if (entry.tenant() != null) {
            // entries of before tenants keep their digests
            parts.add(entry.tenant());
        }
        String content = parts.stream().map(part -> part.length() + ":" + part).collect(Collectors.joining());
        return CallerTokens.digest(content);
    }
}
