package dev.gapless.processor.commit;

import dev.gapless.common.message.CommitAnswer;
import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.CorrectionRequest;
import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.UnreadableMessageException;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** One request to the checkpoint service, and what its answer means. */
public final class LedgerClient {

    private static final MediaType FORM = MediaType.parseMediaType(CommitRequest.MEDIA_TYPE);
    private static final LedgerAnswer UNKNOWN_FORM = new LedgerAnswer.Away("status 415");

    private final RestClient checkpoint;

    public LedgerClient(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** A replica of the former release does not read today's form, and says so; it is asked in its own. */
    LedgerAnswer commit(List<CommitRequest.Item> items, List<DecidedSpan> decided) {
        CommitRequest request = new CommitRequest(items, decided);
        LedgerAnswer answer = ask("commit", request::toBytes, FORM, items.size());
        return answer.equals(UNKNOWN_FORM)
                ? ask("commit", request::toNamedBytes, MediaType.APPLICATION_CBOR, items.size())
                : answer;
    }

    /** Tells it what a record already processed means by now. */
    public LedgerAnswer correct(Correction correction) {
        return ask("correct", new CorrectionRequest(List.of(correction))::toBytes, MediaType.APPLICATION_CBOR, 1);
    }

    private LedgerAnswer ask(String verb, Supplier<byte[]> request, MediaType form, int asked) {
        try {
            return checkpoint
                    .post()
                    .uri("/internal/v1/items:" + verb)
                    .contentType(form)
                    .accept(MediaType.APPLICATION_CBOR)
                    .body(request.get())
                    .exchangeForRequiredValue((sent, response) -> meaning(response, asked));
        } catch (RestClientException e) {
            return new LedgerAnswer.Away(e.getClass().getSimpleName());
        } catch (RuntimeException e) {
            return new LedgerAnswer.Failed(e.getClass().getSimpleName());
        }
    }

    private static LedgerAnswer meaning(ClientHttpResponse response, int asked) throws IOException {
        HttpStatusCode status = response.getStatusCode();
        byte[] body = response.getBody().readAllBytes();
        if (status.is2xxSuccessful()) {
            return decisions(body, asked);
        }
        if (isAboutTheItems(status)) {
            return new LedgerAnswer.Refused(status.value());
        }
        String reason = "status " + status.value();
        return status.isSameCodeAs(HttpStatus.INTERNAL_SERVER_ERROR)
                ? new LedgerAnswer.Failed(reason)
                : new LedgerAnswer.Away(reason);
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
                    : new LedgerAnswer.Failed("%d decisions for %d items".formatted(answered, asked));
        } catch (UnreadableMessageException e) {
            return new LedgerAnswer.Failed("unreadable answer");
        }
    }
}
