package dev.gapless.scheduler.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the checkpoint service how many dead letters are in state NEW. */
final class DeadLetterCounts {

    /** Letters of one source and rule; further members of the answer are passed over. */
    record DeadLetterCount(
            String state,
            String rule,
            @Nullable String source,
            long letters,
            @Nullable Instant oldest) {}

    private final RestClient checkpoint;

    DeadLetterCounts(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** @throws RestClientException when the checkpoint service does not answer */
    List<DeadLetterCount> unsettled() {
        List<DeadLetterCount> counts = checkpoint
                .get()
                .uri("/v1/dead-letters:summary")
                .retrieve()
                .body(new ParameterizedTypeReference<List<DeadLetterCount>>() {});
        return counts == null
                ? List.of()
                : counts.stream().filter(count -> count.state().equals("NEW")).toList();
    }
}
