package dev.gapless.processor.manifests;

import dev.gapless.connector.catalog.ManifestStore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

/** The checkpoint service keeps them: without it nothing is decided, so this is one thing less to be away. */
final class HttpManifestStore implements ManifestStore {

    private static final String PATH = "/internal/v1/manifests/{source}";

    private final RestClient checkpoint;

    HttpManifestStore(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    @Override
    public void keep(String source, byte[] manifest) {
        checkpoint
                .put()
                .uri(PATH, source)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(manifest)
                .retrieve()
                .toBodilessEntity();
    }

    @Override
    public byte @Nullable [] kept(String source) {
        try {
            return checkpoint
                    .get()
                    .uri(PATH, source)
                    .accept(MediaType.APPLICATION_OCTET_STREAM)
                    .retrieve()
                    .body(byte[].class);
        } catch (HttpClientErrorException.NotFound e) {
            return null;
        }
    }
}
