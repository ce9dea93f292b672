package dev.gapless.checkpoint.coverage.certificates;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How certificates are signed, under {@code gapless.checkpoint.certificates}.
 *
 * @param directory where the keys are kept, in a file for its owner alone; shared by all processes of this service, or
 *     each signs with its own. Null for the directory of the services' token file; without either nothing is signed
 */
@ConfigurationProperties("gapless.checkpoint.certificates")
record CertificatesProperties(@Nullable Path directory) {}
