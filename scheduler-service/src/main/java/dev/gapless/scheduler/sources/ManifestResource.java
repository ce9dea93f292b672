package dev.gapless.scheduler.sources;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Hands a manifest's text to the other services and to operators. */
@RestController
class ManifestResource {

    private static final MediaType YAML = new MediaType("text", "yaml");

    private final SourceStore store;

    ManifestResource(SourceStore store) {
        this.store = store;
    }

    @GetMapping({"/internal/v1/sources/{source}/manifest", "/v1/sources/{source}/manifest"})
    ResponseEntity<byte[]> manifest(@PathVariable String source) {
        StoredSource stored = store.find(source).orElseThrow(() -> UnknownSource.refusal(source, List.of()));
        return ResponseEntity.ok()
                .contentType(YAML)
                .eTag(stored.revision())
                .body(stored.manifest().getBytes(StandardCharsets.UTF_8));
    }
}
