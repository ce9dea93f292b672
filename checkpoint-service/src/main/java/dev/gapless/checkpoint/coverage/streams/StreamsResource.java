package dev.gapless.checkpoint.coverage.streams;

import dev.gapless.checkpoint.problems.RequestParameters;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.position.StreamId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The captures' path to what is known of a stream. */
@RestController
class StreamsResource {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsResource.class);

    private final StreamStateStore states;
    private final ForkRecorder forks;

    StreamsResource(StreamStateStore states, ForkRecorder forks) {
        this.states = states;
        this.forks = forks;
    }

    @GetMapping("/internal/v1/streams/{source}/{account}/{stream}")
    StreamStateResponse state(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(required = false) @Nullable String window) {
        return states.of(RequestParameters.stream(source, account, stream), window);
    }

    /** 409, with the state as it is, when another reader has recorded a fork since the sender looked. */
    @PostMapping("/internal/v1/streams/{source}/{account}/{stream}:fork")
    ResponseEntity<StreamStateResponse> fork(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestBody ForkNotice notice) {
        StreamId id = RequestParameters.stream(source, account, stream);
        if (notice.ancestor() < -1 || notice.ancestor() == Long.MAX_VALUE || notice.generation() < 0) {
            throw ApiProblem.unprocessable(
                    "ancestor: %d, generation: %d (expected: ancestor >= -1, generation >= 0)"
                            .formatted(notice.ancestor(), notice.generation()),
                    "name the last position that both histories share, or -1");
        }
        boolean recorded = forks.record(id, notice);
        LOG.info(
                "fork-reported stream={} ancestor={} generation={} recorded={}",
                id,
                notice.ancestor(),
                notice.generation(),
                recorded);
        return ResponseEntity.status(recorded ? HttpStatus.OK : HttpStatus.CONFLICT)
                .body(states.of(id, null));
    }
}
