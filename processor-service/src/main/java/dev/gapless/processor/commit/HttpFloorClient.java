package dev.gapless.processor.commit;

import dev.gapless.common.message.FloorRequest;
import dev.gapless.common.message.FloorRequest.Partition;
import dev.gapless.common.message.FloorResponse;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** The floors of the checkpoint service. */
final class HttpFloorClient implements FloorClient {

    private static final Logger LOG = LoggerFactory.getLogger(HttpFloorClient.class);
    private static final int LOG_EVERY = 20;

    private final RestClient checkpoint;
    private final RetryBackoff backoff;
    private final RetrySleeper waiter;

    HttpFloorClient(RestClient checkpoint, RetryBackoff backoff, RetrySleeper waiter) {
        this.checkpoint = checkpoint;
        this.backoff = backoff;
        this.waiter = waiter;
    }

    @Override
    public List<Floor> of(List<Partition> partitions) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            String reason;
            try {
                FloorResponse answer = ask(new FloorRequest(partitions));
                if (answer != null && answer.floors().size() == partitions.size()) {
                    return answer.floors();
                }
                reason = "the answer has a different number of floors than partitions";
            } catch (HttpClientErrorException.BadRequest e) {
                // the database has no floor of a partition that it had one of: it is another one, or an earlier state
                throw new FloorBehindException();
            } catch (RestClientException e) {
                reason = String.valueOf(e.getMessage());
            }
            // an interrupt in the middle of a request shows as a failed request
            if (Thread.interrupted()) {
                throw new InterruptedException("no longer wanted");
            }
            if (failures % LOG_EVERY == 1) {
                LOG.warn("floors-unknown partitions={} failures={} cause={}", partitions.size(), failures, reason);
            }
            waiter.pause(backoff.after(failures));
        }
    }

    private @Nullable FloorResponse ask(FloorRequest query) {
        return checkpoint
                .post()
                .uri("/internal/v1/floors")
                .contentType(MediaType.APPLICATION_JSON)
                .body(query)
                .retrieve()
                .body(FloorResponse.class);
    }
}
