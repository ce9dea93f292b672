package dev.gapless.common.platform;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The audit log, under {@code gapless.audit-log}.
 *
 * @param required true: a changing call whose entry cannot be written is refused. False: it is carried out and the
 *     service's log says so; right where the service runs without a scheduler
 */
@ConfigurationProperties("gapless.audit-log")
record AuditLogProperties(@DefaultValue("true") boolean required) {}
