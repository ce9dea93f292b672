package dev.gapless.checkpoint.coverage.certificates;

import dev.gapless.common.certificate.CertificateVerifier;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs the head of the scheduler's audit log now and then, and publishes it in the scheduler's list. This service's
 * log names it too, and leaves the machine where logs are collected. An audit log that was written anew, or cut off,
 * lacks it. The first head is signed soon after the start.
 */
final class AuditLogHeadRound {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLogHeadRound.class);

    private record Head(long seq, String digest) {}

    private final RestClient scheduler;
    private final CertificateSigner signer;
    private final Duration interval;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private long signed;
    private @Nullable Long signedNanos;

    /** @param interval between two signatures; rounds come more often */
    AuditLogHeadRound(
            RestClient scheduler, CertificateSigner signer, Duration interval, Clock clock, LongSupplier nanoClock) {
        this.scheduler = scheduler;
        this.signer = signer;
        this.interval = interval;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    void run() {
        Long last = signedNanos;
        long now = nanoClock.getAsLong();
        if (!signer.hasPlace() || (last != null && now - last < interval.toNanos())) {
            return;
        }
        Head head = scheduler
                .get()
                .uri("/internal/v1/audit-log/head")
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .body(Head.class);
        if (head == null || head.seq() == signed) {
            return;
        }
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("seq", head.seq());
        payload.put("digest", head.digest());
        payload.put("at", clock.instant().toString());
        String text = signer.sign(JsonMapper.shared().writeValueAsBytes(payload), CertificateVerifier.AUDIT_LOG_HEAD);
        scheduler
                .post()
                .uri("/internal/v1/audit-log/heads")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("seq", head.seq(), "signed", text))
                .retrieve()
                .toBodilessEntity();
        LOG.info("audit-log-head-signed seq={} digest={}", head.seq(), head.digest());
        signed = head.seq();
        signedNanos = now;
    }
}
