package dev.gapless.common.platform;

import dev.gapless.common.message.AuditLogEntry;

/** Takes entries of the audit log. */
@FunctionalInterface
public interface AuditLogSink {

    /** @throws RuntimeException when it is not written */
    void append(AuditLogEntry entry);
}
