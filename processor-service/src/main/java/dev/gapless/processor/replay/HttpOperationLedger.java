package dev.gapless.processor.replay;

import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationAdvanceRequest;
import dev.gapless.common.operation.OperationClaimRequest;
import dev.gapless.common.operation.OperationEndRequest;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationLedger;
import dev.gapless.common.operation.OperationOutcome;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationState;
import dev.gapless.common.platform.IdempotencyKey;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

/** Operations over the checkpoint service's HTTP interface. What it does not answer is thrown. */
final class HttpOperationLedger implements OperationLedger {

    private final RestClient checkpoint;

    HttpOperationLedger(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    /**
     * @param key under which it is started once; null to start it in any case
     * @throws HttpClientErrorException.Conflict naming the one in the way
     * @throws HttpClientErrorException.UnprocessableContent when the key was used for another request
     */
    LongRunningOperation start(OperationRequest request, @Nullable IdempotencyKey key) {
        return post("start", request, key).requiredBody(LongRunningOperation.class);
    }

    @Override
    public Optional<LongRunningOperation> claim(OperationKind kind, String owner, Duration lease) {
        return Optional.ofNullable(post("claim", new OperationClaimRequest(kind, owner, lease.toMillis()))
                .body(LongRunningOperation.class));
    }

    @Override
    public Optional<OperationState> advance(UUID id, long token, Duration lease, @Nullable OperationProgress progress) {
        try {
            return Optional.of(post("advance", new OperationAdvanceRequest(id, token, lease.toMillis(), progress))
                    .requiredBody(OperationState.class));
        } catch (HttpClientErrorException e) {
            if (e.getStatusCode() == HttpStatus.CONFLICT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public boolean end(UUID id, long token, OperationOutcome outcome) {
        try {
            post("end", new OperationEndRequest(id, token, outcome)).toBodilessEntity();
            return true;
        } catch (HttpClientErrorException e) {
            if (e.getStatusCode() == HttpStatus.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private RestClient.ResponseSpec post(String verb, Object body) {
        return post(verb, body, null);
    }

    private RestClient.ResponseSpec post(String verb, Object body, @Nullable IdempotencyKey key) {
        return checkpoint
                .post()
                .uri("/internal/v1/operations:" + verb)
                .headers(headers -> {
                    if (key != null) {
                        headers.set(IdempotencyKey.HEADER, key.value());
                    }
                })
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve();
    }
}
