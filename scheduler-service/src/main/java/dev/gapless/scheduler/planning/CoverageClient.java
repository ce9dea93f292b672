package dev.gapless.scheduler.planning;

import dev.gapless.common.message.CoverageChangesAnswer;
import dev.gapless.common.message.CoverageChangesQuery;
import dev.gapless.common.message.SilentWindowsAnswer;
import dev.gapless.common.message.SilentWindowsQuery;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** The checkpoint service's word on where coverage changed, and where it should and does not. */
final class CoverageClient {

    private final RestClient checkpoint;

    CoverageClient(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    CoverageChangesAnswer changes(CoverageChangesQuery query) {
        return ask("/internal/v1/coverage-changes:take", query, CoverageChangesAnswer.class);
    }

    SilentWindowsAnswer silent(SilentWindowsQuery query) {
        return ask("/internal/v1/coverage:silent", query, SilentWindowsAnswer.class);
    }

    private <T> T ask(String path, Object query, Class<T> type) {
        T answer = checkpoint
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON)
                .body(query)
                .retrieve()
                .body(type);
        if (answer == null) {
            throw new RestClientException(path + ": no answer");
        }
        return answer;
    }
}
