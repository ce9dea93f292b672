package dev.gapless.processor.commit;

import dev.gapless.common.message.CommitRequest;
import dev.gapless.common.message.CommitResponse;
import dev.gapless.common.message.CorrectionRequest;
import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.UnreadableMessageException;
import dev.gapless.common.tracing.RowTraceHeader;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** One request to the checkpoint service, and what its answer means. */
public final class CommitRequestSender {

    private static final MediaType FORM = MediaType.parseMediaType(CommitRequest.MEDIA_TYPE);

    private final RestClient checkpoint;

    public CommitRequestSender(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    LedgerCallResult commit(List<CommitRequest.Item> items, List<DecidedSpan> decided) {
        return ask("commit", new CommitRequest(items, decided)::toBytes, FORM, items.size(), TracedItems.header(items));
    }

    /** Tells it what a record already processed means by now. */
    public LedgerCallResult correct(Correction correction) {
        return ask("correct", new CorrectionRequest(List.of(correction))::toBytes, MediaType.APPLICATION_CBOR, 1, null);
    }

    private LedgerCallResult ask(
            String verb, Supplier<byte[]> request, MediaType form, int asked, @Nullable String traced) {
        try {
            return checkpoint
                    .post()
                    .uri("/internal/v1/items:" + verb)
                    .contentType(form)
                    .accept(MediaType.APPLICATION_CBOR)
                    .headers(headers -> {
                        if (traced != null) {
                            headers.set(RowTraceHeader.HEADER, traced);
                        }
                    })
                    .body(request.get())
                    .exchangeForRequiredValue((sent, response) -> meaning(response, asked));
        } catch (RestClientException e) {
            return new LedgerCallResult.Away(e.getClass().getSimpleName());
        } catch (RuntimeException e) {
            return new LedgerCallResult.Failed(e.getClass().getSimpleName());
        }
    }

    private static LedgerCallResult meaning(ClientHttpResponse response, int asked) throws IOException {
        HttpStatusCode status = response.getStatusCode();
        byte[] body = response.getBody().readAllBytes();
        if (status.is2xxSuccessful()) {
            return decisions(body, asked);
        }
        if (isAboutTheItems(status)) {
            return new LedgerCallResult.Refused(status.value());
        }
        String reason = "status " + status.value();
        return status.isSameCodeAs(HttpStatus.INTERNAL_SERVER_ERROR)
                ? new LedgerCallResult.Failed(reason)
                : new LedgerCallResult.Away(reason);
    }

    /** Other refusals (a wrong token, a wrong address) are about us: an operator repairs them, and the batch waits. */
    private static boolean isAboutTheItems(HttpStatusCode status) {
        return status.isSameCodeAs(HttpStatus.BAD_REQUEST)
                || status.isSameCodeAs(HttpStatus.CONTENT_TOO_LARGE)
                || status.isSameCodeAs(HttpStatus.UNPROCESSABLE_CONTENT);
    }

    private static LedgerCallResult decisions(byte[] body, int asked) {
        try {
            CommitResponse answer = CommitResponse.fromBytes(body);
            int answered = answer.decisions().size();
            return answered == asked
                    ? new LedgerCallResult.Decided(answer.decisions(), answer.behind())
                    : new LedgerCallResult.Failed("%d decisions for %d items".formatted(answered, asked));
        } catch (UnreadableMessageException e) {
            return new LedgerCallResult.Failed("unreadable answer");
        }
    }
}
