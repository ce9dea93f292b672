package dev.gapless.checkpoint.coverage.certificates;

import dev.gapless.checkpoint.coverage.audits.CoverageAuditStore;
import dev.gapless.checkpoint.coverage.windows.CoverageReader;
import dev.gapless.checkpoint.coverage.windows.SnapshotStore;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CertificatesProperties.class)
class CertificatesWiring {

    private static final Logger LOG = LoggerFactory.getLogger(CertificatesWiring.class);

    /** So the first head is signed soon after a start, even if the scheduler starts later. */
    private static final Duration HEAD_LOOK = Duration.ofSeconds(10);

    @Bean
    SchedulerGapClient schedulerGaps(@Qualifier("schedulerClient") RestClient scheduler) {
        return new SchedulerGapClient(scheduler);
    }

    /** The ledger's name is read with the first certificate: a start asks the database as little as it can. */
    @Bean
    CertificateAssembler certificates(
            CoverageReader coverage,
            SnapshotStore snapshots,
            CoverageAuditStore audits,
            SchedulerGapClient gaps,
            JdbcClient jdbc,
            Clock clock) {
        Supplier<UUID> ledger = SingletonSupplier.of(
                () -> jdbc.sql("select id from ledger").query(UUID.class).single());
        return new CertificateAssembler(coverage, snapshots, audits, gaps, ledger, clock);
    }

    @Bean
    RepeatingTask auditLogHeadTicker(
            @Qualifier("schedulerClient") RestClient scheduler,
            CertificateSigner signer,
            CertificatesProperties properties,
            Clock clock,
            MeterRegistry meters) {
        Duration interval = properties.auditLogHeadInterval();
        AuditLogHeadRound round = new AuditLogHeadRound(scheduler, signer, interval, clock, System::nanoTime);
        Duration pause = interval.compareTo(HEAD_LOOK) < 0 ? interval : HEAD_LOOK;
        return RepeatingTask.afterPause("audit-log-head", pause, round::run, meters);
    }

    /**
     * The first key is read or, where that is allowed, made now: so it is in the backup before anything is signed with
     * it.
     */
    @Bean
    CertificateSigner certificateSigner(
            CertificatesProperties properties, PlatformProperties platform, JdbcClient jdbc) {
        Path token = platform.serviceTokenFile();
        Optional<Path> directory = Optional.ofNullable(properties.directory())
                .or(() -> Optional.ofNullable(token).map(Path::toAbsolutePath).map(Path::getParent));
        CertificateSigner signer = new CertificateSigner(
                directory.map(where -> platform.makeKeys() ? new KeyFile(where) : KeyFile.thatMustExist(where)),
                new StoredPublicKeys(jdbc));
        try {
            LOG.info("certificate-keys keys={}", signer.published().size());
        } catch (ErrorResponseException e) {
            if (properties.directory() != null) {
                throw new IllegalStateException(e.getBody().getDetail(), e);
            }
            LOG.warn("certificates-not-signed cause={}", e.getBody().getDetail());
        }
        return signer;
    }
}
