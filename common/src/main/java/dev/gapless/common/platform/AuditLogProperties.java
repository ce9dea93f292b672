package dev.gapless.common.platform;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The audit log, under {@code gapless.audit-log}.
 *
 * @param required true: a changing call whose entry cannot be written is refused. False: the call is carried out, and
 *     the service's log notes it; only right for a service without a scheduler
 */
@ConfigurationProperties("gapless.audit-log")
record AuditLogProperties(@DefaultValue("true") boolean required) {}
