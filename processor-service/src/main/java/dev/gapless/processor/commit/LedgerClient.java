package dev.gapless.processor.commit;

import dev.gapless.common.message.CommitAnswer;
import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.UnreadableMessageException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** One request to the checkpoint service, and what its answer means. */
final class LedgerClient {

    private static final MediaType FORM = MediaType.parseMediaType(CommitRequest.MEDIA_TYPE);
    private static final LedgerAnswer UNKNOWN_FORM = new LedgerAnswer.Away("status 415");

    private final RestClient checkpoint;

    LedgerClient(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** A replica of the former release does not read today's form, and says so; it is asked in its own. */
    LedgerAnswer ask(CommitRequest request) {
        LedgerAnswer answer = ask(request.toBytes(), FORM, request.items().size());
        return answer.equals(UNKNOWN_FORM)
                ? ask(
                        request.toNamedBytes(),
                        MediaType.APPLICATION_CBOR,
                        request.items().size())
                : answer;
    }

    private LedgerAnswer ask(byte[] request, MediaType form, int asked) {
        try {
            return checkpoint
                    .post()
                    .uri("/internal/v1/items:commit")
                    .contentType(form)
                    .accept(MediaType.APPLICATION_CBOR)
                    .body(request)
                    .exchangeForRequiredValue((sent, response) -> meaning(response, asked));
        } catch (RestClientException e) {
            return new LedgerAnswer.Away(e.getClass().getSimpleName());
        }
    }

    private static LedgerAnswer meaning(ClientHttpResponse response, int asked) throws java.io.IOException {
        HttpStatusCode status = response.getStatusCode();
        byte[] body = response.getBody().readAllBytes();
        if (status.is2xxSuccessful()) {
            return decisions(body, asked);
        }
        return isAboutTheItems(status)
                ? new LedgerAnswer.Refused(status.value())
                : new LedgerAnswer.Away("status " + status.value());
    }

    /** Other refusals (a wrong token, a wrong address) are about us: an operator repairs them, and the batch waits. */
    private static boolean isAboutTheItems(HttpStatusCode status) {
        return status.isSameCodeAs(HttpStatus.BAD_REQUEST)
                || status.isSameCodeAs(HttpStatus.CONTENT_TOO_LARGE)
                || status.isSameCodeAs(HttpStatus.UNPROCESSABLE_CONTENT);
    }

    private static LedgerAnswer decisions(byte[] body, int asked) {
        try {
            CommitAnswer answer = CommitAnswer.fromBytes(body);
            int answered = answer.decisions().size();
            return answered == asked
                    ? new LedgerAnswer.Decided(answer.decisions(), answer.behind())
                    : new LedgerAnswer.Away("%d decisions for %d items".formatted(answered, asked));
        } catch (UnreadableMessageException e) {
            return new LedgerAnswer.Away("unreadable answer");
        }
    }
}
