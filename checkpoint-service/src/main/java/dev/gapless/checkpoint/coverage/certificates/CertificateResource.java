package dev.gapless.checkpoint.coverage.certificates;

import dev.gapless.checkpoint.coverage.windows.CoverageReader.Asked;
import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.tenant.CallerSources;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Hands out certificates: plain as JSON, signed as {@code application/jose}. */
@RestController
class CertificateResource {

    private static final int MAX_STREAMS = 10_000;
    private static final MediaType JOSE = MediaType.parseMediaType("application/jose");

    /**
     * @param streams at most 10,000
     * @param from for those that name none; null for 0
     * @param to for those that name none; null for where each is wanted: the source's known end, or now
     */
    record Batch(
            List<One> streams,
            @Nullable String from,
            @Nullable String to) {}

    record One(
            String source,
            String account,
            String stream,
            @Nullable String from,
            @Nullable String to) {}

    record Answer(List<CoverageCertificate> certificates) {}

    private final CertificateAssembler certificates;
    private final CertificateSigner signer;
    private final JsonMapper mapper;

    CertificateResource(CertificateAssembler certificates, CertificateSigner signer, JsonMapper mapper) {
        this.certificates = certificates;
        this.signer = signer;
        this.mapper = mapper;
    }

    /**
     * Without {@code from} and {@code to}, the range from 0 to where the stream is wanted: the source's known end, or
     * now.
     */
    @GetMapping("/v1/coverage/{source}/{account}/{stream}")
    ResponseEntity<Object> coverage(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept) {
        CoverageCertificate one = certificates
                .of(List.of(asked(new One(source, account, stream, from, to), null, null)))
                .getFirst();
        return answer(one, accept);
    }

    @GetMapping("/v1/certificates/{source}/{account}/{stream}")
    ResponseEntity<Object> certificate(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return coverage(source, account, stream, from, to, JOSE.toString());
    }

    @PostMapping("/v1/certificates")
    ResponseEntity<Object> batch(
            @RequestBody Batch batch,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept,
            CallerSources own) {
        if (batch.streams().size() > MAX_STREAMS) {
            throw ApiProblem.tooLarge(
                    "streams: %d (expected: at most %d)"
                            .formatted(batch.streams().size(), MAX_STREAMS),
                    "ask in parts");
        }
        batch.streams().forEach(one -> own.require(one.source()));
        List<Asked> asked = batch.streams().stream()
                .map(one -> asked(one, batch.from(), batch.to()))
                .toList();
        return answer(new Answer(certificates.of(asked)), accept);
    }

    private ResponseEntity<Object> answer(Object told, String accept) {
        if (!accept.contains(JOSE.toString())) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(told);
        }
        return ResponseEntity.ok().contentType(JOSE).body(signer.sign(mapper.writeValueAsBytes(told)));
    }

    private static Asked asked(One one, @Nullable String allFrom, @Nullable String allTo) {
        String from = one.from() != null ? one.from() : allFrom;
        String to = one.to() != null ? one.to() : allTo;
        long start = from == null ? 0 : RequestParameters.position("from", from);
        long end = to == null ? Long.MAX_VALUE : RequestParameters.position("to", to);
        if (end <= start) {
            throw ApiProblem.badRequest(
                    "to: %d (expected: > from, which is %d)".formatted(end, start),
                    "a range holds from and not to; leave both out for all there is");
        }
        return new Asked(
                RequestParameters.stream(one.source(), one.account(), one.stream()),
                start,
                end == Long.MAX_VALUE ? null : (Long) end);
    }
}
