package dev.gapless.miner.compare;

import dev.gapless.common.message.CompareAnswer;
import dev.gapless.common.message.CompareQuery;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks over HTTP. */
final class HttpLedger implements Ledger {

    private final RestClient checkpoint;

    HttpLedger(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    @Override
    public CompareAnswer compare(CompareQuery query) throws LedgerAwayException {
        try {
            CompareAnswer answer = checkpoint
                    .post()
                    .uri("/internal/v1/items:compare")
                    .contentType(MediaType.APPLICATION_JSON)
                    .accept(MediaType.APPLICATION_JSON)
                    .body(query)
                    .retrieve()
                    .body(CompareAnswer.class);
            if (answer == null) {
                throw new RestClientException("items:compare: an answer without a body");
            }
            return answer;
        } catch (RestClientException e) {
            throw new LedgerAwayException(e);
        }
    }

    @Override
    public void audited(AuditFinding finding) throws LedgerAwayException {
        try {
            checkpoint
                    .post()
                    .uri("/internal/v1/audits")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(finding)
                    .retrieve()
                    .toBodilessEntity();
        } catch (RestClientException e) {
            throw new LedgerAwayException(e);
        }
    }
}
