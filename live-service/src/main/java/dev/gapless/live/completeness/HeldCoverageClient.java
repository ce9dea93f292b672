package dev.gapless.live.completeness;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.FloorRequest;
import dev.gapless.common.message.FloorResponse;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.position.StreamId;
import java.util.List;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the checkpoint service. Each call throws a {@link RestClientException} when there is no usable answer. */
final class HeldCoverageClient {

    private final RestClient checkpoint;

    HeldCoverageClient(RestClient checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** What is missing of creations from 0 to {@code to}. */
    List<MissingResponse.Entry> missing(List<StreamId> streams, long to) {
        MissingRequest request = new MissingRequest(streams.stream()
                .map(stream -> new Horizon(stream, 0, to, Set.of(Aspect.CREATIONS)))
                .toList());
        MissingResponse answer = ask("/internal/v1/coverage:missing", request, MissingResponse.class);
        return answer.entries();
    }

    /** Up to where the captured partitions are decided, in their order. */
    List<Floor> floors(List<FloorRequest.Partition> partitions) {
        FloorResponse answer = ask("/internal/v1/floors", new FloorRequest(partitions), FloorResponse.class);
        if (answer.floors().size() != partitions.size()) {
            throw new RestClientException("the answer has a different number of floors than partitions");
        }
        return answer.floors();
    }

    private <T> T ask(String path, Object request, Class<T> form) {
        T answer = checkpoint
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(request)
                .retrieve()
                .body(form);
        if (answer == null) {
            throw new RestClientException(path + ": no answer");
        }
        return answer;
    }
}
