package dev.gapless.checkpoint.longrunning.recovery;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** {@link StuckGaps} over the scheduler's HTTP interface. */
final class SchedulerGaps implements StuckGaps {

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerGaps.class);

    private final RestClient scheduler;

    /** One line for an outage, not one each time. */
    private final AtomicBoolean away = new AtomicBoolean();

    SchedulerGaps(RestClient scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Optional<List<StuckGap>> list(String state) {
        try {
            Optional<List<StuckGap>> stuck = Optional.ofNullable(scheduler
                    .get()
                    .uri("/v1/gaps?state={state}&limit=10000", state)
                    .accept(MediaType.APPLICATION_JSON)
                    .retrieve()
                    .body(new ParameterizedTypeReference<List<StuckGap>>() {}));
            away.set(false);
            return stuck;
        } catch (RestClientException e) {
            if (!away.getAndSet(true)) {
                LOG.warn("stuck-gaps-not-known cause={}", e.getClass().getSimpleName());
            }
            return Optional.empty();
        }
    }

    @Override
    public ReleaseResult release(String id) {
        try {
            scheduler.post().uri("/v1/gaps/{id}:release", id).retrieve().toBodilessEntity();
            return ReleaseResult.RELEASED;
        } catch (HttpClientErrorException e) {
            if (e.getStatusCode() == HttpStatus.CONFLICT || e.getStatusCode() == HttpStatus.NOT_FOUND) {
                return ReleaseResult.ALREADY;
            }
            throw e;
        }
    }
}
