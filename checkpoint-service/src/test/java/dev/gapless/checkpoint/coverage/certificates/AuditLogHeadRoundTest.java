package dev.gapless.checkpoint.coverage.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.certificate.CertificateVerifier;
import dev.gapless.common.certificate.CertificateVerifier.Verdict;
import dev.gapless.testing.StubHttpServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditLogHeadRoundTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private final List<JsonNode> kept = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private volatile String head = "{\"seq\":0,\"digest\":\"\"}";

    @Test
    void a_new_head_is_signed_at_the_start_and_then_once_an_interval() {
        CertificateSigner signer = new CertificateSigner(Optional.of(new KeyFile(directory)), new TestPublicKeys());
        try (StubHttpServer scheduler = new StubHttpServer()) {
            scheduler.handle("/internal/v1/audit-log/heads", exchange -> {
                kept.add(JsonMapper.shared().readTree(StubHttpServer.body(exchange)));
                StubHttpServer.answer(exchange, 204, "");
            });
            scheduler.handle("/internal/v1/audit-log/head", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                StubHttpServer.answer(exchange, 200, head);
            });
            AuditLogHeadRound round = new AuditLogHeadRound(
                    RestClient.create(scheduler.url()), signer, Duration.ofHours(1), NOON, nanos::get);
            round.run();
            assertThat(kept).as("an empty log has no head").isEmpty();
            head = "{\"seq\":7,\"digest\":\"ab12\"}";
            round.run();
            assertThat(kept).as("the first head waits for no interval").hasSize(1);
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            round.run();
            assertThat(kept).as("the same head").hasSize(1);
            head = "{\"seq\":8,\"digest\":\"cd34\"}";
            round.run();
            head = "{\"seq\":9,\"digest\":\"ef56\"}";
            nanos.addAndGet(Duration.ofMinutes(59).toNanos());
            round.run();
            assertThat(kept).as("one head an hour").hasSize(2);
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            round.run();
        }

        assertThat(kept).extracting(one -> one.get("seq").asLong()).containsExactly(7L, 8L, 9L);
        String signed = kept.getFirst().get("signed").asString();
        String keys = signer.published().toString(true);
        assertThat(kept.getFirst().get("seq").asLong()).isEqualTo(7);
        assertThat(CertificateVerifier.verify(signed, CertificateVerifier.AUDIT_LOG_HEAD, keys))
                .isInstanceOfSatisfying(
                        Verdict.Genuine.class,
                        genuine -> assertThat(genuine.content())
                                .isEqualTo("{\"seq\":7,\"digest\":\"ab12\",\"at\":\"2026-03-01T12:00:00Z\"}"));
        assertThat(CertificateVerifier.verify(signed, keys))
                .as("a head is no certificate")
                .isInstanceOf(Verdict.Refused.class);
    }
}
