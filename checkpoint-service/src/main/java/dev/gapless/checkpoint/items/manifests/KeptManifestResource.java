package dev.gapless.checkpoint.items.manifests;

import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.platform.ApiProblem;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The processors' path to their manifests. */
@RestController
class KeptManifestResource {

    /** The largest that the scheduler accepts. */
    private static final int MAX = 1 << 20;

    private final KeptManifests manifests;

    KeptManifestResource(KeptManifests manifests) {
        this.manifests = manifests;
    }

    /** Keeping the same one again changes nothing. */
    @PutMapping("/internal/v1/manifests/{source}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void keep(@PathVariable String source, @RequestBody byte[] manifest) {
        if (manifest.length > MAX) {
            throw ApiProblem.tooLarge(
                    "manifest: %d bytes (expected: at most %d)".formatted(manifest.length, MAX),
                    "the scheduler accepts none so large");
        }
        manifests.keep(named(source), manifest);
    }

    @GetMapping(path = "/internal/v1/manifests/{source}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    byte[] kept(@PathVariable String source) {
        return manifests
                .find(named(source))
                .orElseThrow(() -> ApiProblem.notFound(
                        "source: %s (expected: one whose manifest a processor has read)".formatted(source),
                        "start the scheduler: it knows the manifest"));
    }

    private static String named(String source) {
        return RequestParameters.stream(source, "any", "any").source();
    }
}
