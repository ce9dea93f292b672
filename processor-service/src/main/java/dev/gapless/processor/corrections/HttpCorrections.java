package dev.gapless.processor.corrections;

import dev.gapless.common.message.CommitAnswer;
import dev.gapless.common.message.CorrectionRequest;
import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.UnreadableMessageException;
import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

/** Asks the checkpoint service, until it answers. */
final class HttpCorrections implements Corrections {

    private static final Logger LOG = LoggerFactory.getLogger(HttpCorrections.class);
    private static final int LOG_EVERY = 20;

    private final RestClient checkpoint;
    private final Backoff backoff;
    private final Waiter waiter;

    HttpCorrections(RestClient checkpoint, Backoff backoff, Waiter waiter) {
        this.checkpoint = checkpoint;
        this.backoff = backoff;
        this.waiter = waiter;
    }

    @Override
    public Optional<Decision> correct(Correction correction) throws InterruptedException {
        byte[] request = new CorrectionRequest(List.of(correction)).toBytes();
        for (int failures = 1; ; failures++) {
            String cause;
            try {
                return Optional.of(ask(request));
            } catch (RestClientResponseException e) {
                if (isAboutTheItem(e.getStatusCode())) {
                    return Optional.empty();
                }
                cause = "status " + e.getStatusCode().value();
            } catch (RestClientException | UnreadableMessageException e) {
                cause = e.getClass().getSimpleName();
            }
            // an interrupt in the middle of a request shows as a failed request
            if (Thread.interrupted()) {
                throw new InterruptedException("no longer wanted");
            }
            if (failures % LOG_EVERY == 1) {
                LOG.warn("correction-not-decided failures={} cause={}", failures, cause);
            }
            waiter.pause(backoff.after(failures));
        }
    }

    private Decision ask(byte[] request) {
        byte[] answer = checkpoint
                .post()
                .uri("/internal/v1/items:correct")
                .contentType(MediaType.APPLICATION_CBOR)
                .accept(MediaType.APPLICATION_CBOR)
                .body(request)
                .retrieve()
                .requiredBody(byte[].class);
        return CommitAnswer.fromBytes(answer).decisions().getFirst();
    }

    private static boolean isAboutTheItem(HttpStatusCode status) {
        return status.isSameCodeAs(HttpStatus.BAD_REQUEST)
                || status.isSameCodeAs(HttpStatus.CONTENT_TOO_LARGE)
                || status.isSameCodeAs(HttpStatus.UNPROCESSABLE_CONTENT);
    }
}
