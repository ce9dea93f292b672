package dev.gapless.common.platform;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.Manifests.Reading;
import dev.gapless.common.connector.manifest.ManifestReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Reads manifests from the scheduler; one caller at a time asks for a source, the others meanwhile use the last one
 * seen.
 */
final class RemoteConnectorCatalog implements ConnectorCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteConnectorCatalog.class);
    private static final Duration FRESH = Duration.ofSeconds(10);

    private record Known(Connector connector, String revision, Instant askedAt) {}

    private final RestClient scheduler;
    private final Clock clock;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    RemoteConnectorCatalog(RestClient scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    @Override
    public Connector connector(String source) {
        Known remembered = known.get(source);
        if (remembered != null && fresh(remembered)) {
            return remembered.connector();
        }
        return known.compute(source, (name, before) -> before != null && fresh(before) ? before : ask(name, before))
                .connector();
    }

    private boolean fresh(Known remembered) {
        return clock.instant().isBefore(remembered.askedAt().plus(FRESH));
    }

    private Known ask(String source, @Nullable Known before) {
        try {
            ResponseEntity<byte[]> answer = scheduler
                    .get()
                    .uri("/internal/v1/sources/{source}/manifest", source)
                    .retrieve()
                    .toEntity(byte[].class);
            byte[] body = answer.getBody();
            String revision = String.valueOf(answer.getHeaders().getETag());
            if (before != null && before.revision().equals(revision)) {
                return new Known(before.connector(), revision, clock.instant());
            }
            return switch (ManifestReader.read(body == null ? new byte[0] : body)) {
                case Reading.Accepted(Connector connector) -> new Known(connector, revision, clock.instant());
                case Reading.Refused refused ->
                    throw new IllegalStateException(
                            "manifest of %s was accepted by the scheduler and is refused here: %s"
                                    .formatted(source, refused.problems()));
            };
        } catch (HttpClientErrorException.NotFound e) {
            throw new UnknownSourceException(source);
        } catch (RestClientException e) {
            if (before == null) {
                throw new CatalogUnavailableException("manifest of " + source, e);
            }
            LOG.warn(
                    "manifest-not-refreshed source={} cause={}",
                    source,
                    e.getClass().getSimpleName());
            return new Known(before.connector(), before.revision(), clock.instant());
        }
    }
}
