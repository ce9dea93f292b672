package dev.gapless.miner.ledger;

import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.CompareResponse;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks over HTTP. */
final class HttpLedgerLookupClient implements LedgerLookupClient {

    private final RestClient checkpoint;

    HttpLedgerLookupClient(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    @Override
    public CompareResponse compare(CompareRequest query) throws LedgerUnavailableException {
        try {
            CompareResponse answer = checkpoint
                    .post()
                    .uri("/internal/v1/items:compare")
                    .contentType(MediaType.APPLICATION_JSON)
                    .accept(MediaType.APPLICATION_JSON)
                    .body(query)
                    .retrieve()
                    .body(CompareResponse.class);
            if (answer == null) {
                throw new RestClientException("items:compare: an answer without a body");
            }
            return answer;
        } catch (RestClientException e) {
            throw new LedgerUnavailableException(e);
        }
    }

    @Override
    public void audited(AuditFinding finding) throws LedgerUnavailableException {
        try {
            checkpoint
                    .post()
                    .uri("/internal/v1/audits")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(finding)
                    .retrieve()
                    .toBodilessEntity();
        } catch (RestClientException e) {
            throw new LedgerUnavailableException(e);
        }
    }
}
