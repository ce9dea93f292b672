package dev.gapless.checkpoint.coverage.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.certificate.CertificateVerifier;
import dev.gapless.common.certificate.CertificateVerifier.Verdict;
import dev.gapless.testing.StubHttpServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private volatile String head = "{\"seq\":0,\"digest\":\"\"}";

    @Test
    void each_new_head_is_signed_once_as_what_it_is() {
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
            AuditLogHeadRound round = new AuditLogHeadRound(RestClient.create(scheduler.url()), signer, NOON);
            round.run();
            assertThat(kept).as("an empty log has no head").isEmpty();
            head = "{\"seq\":7,\"digest\":\"ab12\"}";
            round.run();
            round.run();
        }

        assertThat(kept).hasSize(1);
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
