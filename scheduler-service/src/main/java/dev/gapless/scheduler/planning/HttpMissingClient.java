package dev.gapless.scheduler.planning;

import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingResponse;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks over HTTP. An answer that is not about what was asked is no answer. */
final class HttpMissingClient implements MissingClient {

    private final RestClient checkpoint;

    HttpMissingClient(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    @Override
    public MissingResponse ask(MissingRequest query) {
        MissingResponse answer = checkpoint
                .post()
                .uri("/internal/v1/coverage:missing")
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON)
                .body(query)
                .retrieve()
                .body(MissingResponse.class);
        if (answer == null || answer.entries().size() != query.horizons().size()) {
            throw new RestClientException("coverage:missing: %s entries (expected: %d)"
                    .formatted(
                            answer == null ? "no" : answer.entries().size(),
                            query.horizons().size()));
        }
        for (int i = 0; i < query.horizons().size(); i++) {
            if (!answer.entries().get(i).stream().equals(query.horizons().get(i).stream())) {
                throw new RestClientException(
                        "coverage:missing: entry %d is about another stream than was asked".formatted(i));
            }
        }
        return answer;
    }
}
