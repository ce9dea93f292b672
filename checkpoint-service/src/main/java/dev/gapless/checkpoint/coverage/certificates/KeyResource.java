package dev.gapless.checkpoint.coverage.certificates;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The keys by which certificates are checked, and their change. */
@RestController
class KeyResource {

    private static final Logger LOG = LoggerFactory.getLogger(KeyResource.class);

    private final CertificateSigner signer;

    KeyResource(CertificateSigner signer) {
        this.signer = signer;
    }

    /** A JWK set (RFC 7517) of public keys: the one that signs now first, then all that signed before. */
    @GetMapping(path = "/v1/certificate-keys", produces = "application/jwk-set+json")
    ResponseEntity<byte[]> keys() {
        return ResponseEntity.ok(signer.published().toString(true).getBytes(StandardCharsets.UTF_8));
    }

    @PostMapping("/v1/certificate-keys:rotate")
    Map<String, String> rotate() {
        String kid = signer.rotate();
        LOG.info("certificate-key-rotated kid={}", kid);
        return Map.of("kid", kid);
    }
}
