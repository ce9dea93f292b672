package dev.gapless.common.platform;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.Manifests.Reading;
import dev.gapless.common.connector.manifest.ManifestReader;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

/**
 * Reads manifests from the scheduler, and asks for each one it was asked for anew every few seconds, whether or not it
 * is read meanwhile.
 */
final class RemoteConnectorCatalog implements ConnectorCatalog, AutoCloseable {

    private static final Duration RENEWED_AFTER = Duration.ofSeconds(8);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    /** What the scheduler said of a source. */
    private sealed interface Manifest {

        record Accepted(Connector connector, String revision) implements Manifest {}

        /** The scheduler accepts it and this release does not. */
        record Refused(String problems) implements Manifest {}

        record Unknown() implements Manifest {}
    }

    private final RestClient scheduler;
    private final RememberedAnswers<Manifest> manifests;
    private final Thread renewal = Thread.ofVirtual().name("manifest-renewal").unstarted(this::run);

    RemoteConnectorCatalog(RestClient scheduler, LongSupplier nanoClock) {
        this.scheduler = scheduler;
        this.manifests = new RememberedAnswers<>("manifest", this::ask, nanoClock);
    }

    void start() {
        renewal.start();
    }

    @Override
    public Connector connector(String source) {
        return switch (manifests.get(source)) {
            case Manifest.Accepted(Connector connector, String revision) -> connector;
            case Manifest.Refused(String problems) ->
                throw new CatalogUnavailableException(
                        "manifest of %s: the scheduler accepts it and this release does not: %s"
                                .formatted(source, problems));
            case Manifest.Unknown unknown -> {
                manifests.forget(source);
                throw new UnknownSourceException(source);
            }
        };
    }

    private Manifest ask(String source, @Nullable Manifest before) {
        try {
            ResponseEntity<byte[]> answer = scheduler
                    .get()
                    .uri("/internal/v1/sources/{source}/manifest", source)
                    .retrieve()
                    .toEntity(byte[].class);
            byte[] body = answer.getBody();
            String revision = String.valueOf(answer.getHeaders().getETag());
            if (before instanceof Manifest.Accepted(Connector connector, String known) && known.equals(revision)) {
                return before;
            }
            return read(body == null ? new byte[0] : body, revision);
        } catch (HttpClientErrorException.NotFound e) {
            return new Manifest.Unknown();
        }
    }

    private static Manifest read(byte[] manifest, String revision) {
        return switch (ManifestReader.read(manifest)) {
            case Reading.Accepted(Connector connector) -> new Manifest.Accepted(connector, revision);
            case Reading.Refused refused -> new Manifest.Refused(String.valueOf(refused.problems()));
        };
    }

    /** Asks anew for manifests that are due. Returns at once. */
    void renew() {
        manifests.renewOlder(RENEWED_AFTER);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(LOOK_INTERVAL);
                renew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        renewal.interrupt();
    }
}
