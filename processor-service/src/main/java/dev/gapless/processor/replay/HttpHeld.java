package dev.gapless.processor.replay;

import dev.gapless.common.message.HeldAnswer;
import dev.gapless.common.message.HeldQuery;
import dev.gapless.common.message.UnreadableMessageException;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the checkpoint service. */
final class HttpHeld implements Held {

    private final RestClient checkpoint;

    HttpHeld(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    @Override
    public HeldAnswer of(HeldQuery query) {
        try {
            byte[] answer = checkpoint
                    .post()
                    .uri("/internal/v1/items:held")
                    .contentType(MediaType.APPLICATION_CBOR)
                    .accept(MediaType.APPLICATION_CBOR)
                    .body(query.toBytes())
                    .retrieve()
                    .requiredBody(byte[].class);
            return HeldAnswer.fromBytes(answer);
        } catch (RestClientException | UnreadableMessageException e) {
            throw new LedgerAwayException(e);
        }
    }
}
