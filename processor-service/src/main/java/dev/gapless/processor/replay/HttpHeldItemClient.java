package dev.gapless.processor.replay;

import dev.gapless.common.message.LedgerItemsRequest;
import dev.gapless.common.message.LedgerItemsResponse;
import dev.gapless.common.message.UnreadableMessageException;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the checkpoint service. */
final class HttpHeldItemClient implements HeldItemClient {

    private final RestClient checkpoint;

    HttpHeldItemClient(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    @Override
    public LedgerItemsResponse of(LedgerItemsRequest query) {
        try {
            byte[] answer = checkpoint
                    .post()
                    .uri("/internal/v1/items:held")
                    .contentType(MediaType.APPLICATION_CBOR)
                    .accept(MediaType.APPLICATION_CBOR)
                    .body(query.toBytes())
                    .retrieve()
                    .requiredBody(byte[].class);
            return LedgerItemsResponse.fromBytes(answer);
        } catch (RestClientException | UnreadableMessageException e) {
            throw new HeldItemsUnavailableException(e);
        }
    }
}
