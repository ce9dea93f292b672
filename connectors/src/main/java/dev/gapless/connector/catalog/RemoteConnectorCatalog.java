package dev.gapless.connector.catalog;

import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Reads manifests from the scheduler, and asks for each one it was asked for anew every few seconds, whether or not it
 * is read meanwhile. Where there is a store, it keeps there what it has read, and begins with that while the scheduler
 * is away.
 */
final class RemoteConnectorCatalog implements ConnectorCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteConnectorCatalog.class);
    private static final Duration RENEWED_AFTER = Duration.ofSeconds(8);

    /** No revision of the scheduler's. */
    private static final String FROM_STORE = "";

    /** What is known of a source. */
    private sealed interface Manifest {

        /** @param kept whether it is in the store */
        record Accepted(Connector connector, String revision, boolean kept) implements Manifest {}

        /**
         * The scheduler accepts it and this release does not.
         *
         * @param first where the first of its problems is
         */
        record Refused(int problems, String first) implements Manifest {}

        record Unknown() implements Manifest {}
    }

    private final RestClient scheduler;
    private final @Nullable ManifestStore store;
    private final RememberedAnswers<Manifest> manifests;

    /** @param store null for a service that can wait for the scheduler when it starts */
    RemoteConnectorCatalog(RestClient scheduler, @Nullable ManifestStore store, LongSupplier nanoClock) {
        this.scheduler = scheduler;
        this.store = store;
        this.manifests = new RememberedAnswers<>("manifest", this::ask, nanoClock);
    }

    @Override
    public Connector connector(String source) {
        return switch (manifests.get(source)) {
            case Manifest.Accepted accepted -> accepted.connector();
            case Manifest.Refused(int problems, String first) ->
                throw new CatalogUnavailableException(
                        "manifest of %s: the scheduler accepts it and this release does not (%d problems, the first at '%s')"
                                .formatted(source, problems, first));
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
            byte[] manifest = body == null ? new byte[0] : body;
            String revision = String.valueOf(answer.getHeaders().getETag());
            boolean same = before instanceof Manifest.Accepted known
                    && known.revision().equals(revision);
            return kept(source, manifest, before != null && same ? before : read(manifest, revision));
        } catch (HttpClientErrorException.NotFound e) {
            return new Manifest.Unknown();
        } catch (RestClientException e) {
            Manifest stored = before == null ? stored(source) : null;
            if (stored == null) {
                throw e;
            }
            return stored;
        }
    }

    private static Manifest read(byte[] manifest, String revision) {
        return switch (ManifestReader.read(manifest)) {
            case Reading.Accepted(Connector connector) -> new Manifest.Accepted(connector, revision, false);
            case Reading.Refused(List<Problem> problems) ->
                new Manifest.Refused(problems.size(), problems.getFirst().path());
        };
    }

    /** What could not be kept is kept at a later renewal. */
    private Manifest kept(String source, byte[] bytes, Manifest manifest) {
        if (store == null || !(manifest instanceof Manifest.Accepted accepted) || accepted.kept()) {
            return manifest;
        }
        try {
            store.keep(source, bytes);
            return new Manifest.Accepted(accepted.connector(), accepted.revision(), true);
        } catch (RuntimeException e) {
            LOG.warn(
                    "manifest-not-kept source={} cause={}", source, e.getClass().getSimpleName());
            return manifest;
        }
    }

    private @Nullable Manifest stored(String source) {
        if (store == null) {
            return null;
        }
        try {
            byte[] manifest = store.kept(source);
            if (manifest != null) {
                LOG.warn("manifest-from-store source={} effect=\"it may not be the latest\"", source);
                return read(manifest, FROM_STORE);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "manifest-store-away source={} cause={}",
                    source,
                    e.getClass().getSimpleName());
        }
        return null;
    }

    /** Asks anew for manifests that are due. Returns at once. */
    void renew() {
        manifests.renewOlder(RENEWED_AFTER);
    }
}
