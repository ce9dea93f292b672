package dev.gapless.miner.ledger;

import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.common.message.WalkCheckpointMove;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** {@link WalkCheckpointClient} over the checkpoint service's HTTP interface. */
final class HttpWalkCheckpointClient implements WalkCheckpointClient {

    private final RestClient checkpoint;

    HttpWalkCheckpointClient(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    @Override
    public Optional<WalkCheckpoint> claim(WalkCheckpointClaim claim) throws LedgerUnavailableException {
        return post("claim", claim);
    }

    @Override
    public OptionalLong move(WalkCheckpointMove move) throws LedgerUnavailableException {
        return post("move", move).stream().mapToLong(WalkCheckpoint::version).findFirst();
    }

    private Optional<WalkCheckpoint> post(String verb, Object body) throws LedgerUnavailableException {
        try {
            return Optional.of(checkpoint
                    .post()
                    .uri("/internal/v1/walk-checkpoints:" + verb)
                    .contentType(MediaType.APPLICATION_JSON)
                    .accept(MediaType.APPLICATION_JSON)
                    .body(body)
                    .retrieve()
                    .requiredBody(WalkCheckpoint.class));
        } catch (HttpClientErrorException e) {
            if (e.getStatusCode() == HttpStatus.CONFLICT) {
                return Optional.empty();
            }
            throw new LedgerUnavailableException(e);
        } catch (RestClientException e) {
            throw new LedgerUnavailableException(e);
        }
    }
}
