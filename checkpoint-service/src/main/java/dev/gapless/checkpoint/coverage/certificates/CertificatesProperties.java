package dev.gapless.checkpoint.coverage.certificates;

import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How certificates are signed, under {@code gapless.checkpoint.certificates}.
 *
 * @param directory directory of the file with the keys, readable by its owner only. All processes of this service share
 *     it, or each signs with its own keys. Null for the directory of the services' token file; without either, nothing
 *     is signed
 * @param auditLogHeadInterval time between two signatures of the audit log's head
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.certificates")
record CertificatesProperties(
        @Nullable Path directory,
        @DefaultValue("1h") @DurationMin(millis = 10) Duration auditLogHeadInterval) {}
