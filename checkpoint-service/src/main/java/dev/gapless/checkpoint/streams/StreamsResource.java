package dev.gapless.checkpoint.streams;

import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.StreamState;
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

/** The captures' door to what is known of a stream. */
@RestController
class StreamsResource {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsResource.class);

    private final StreamLedger streams;

    StreamsResource(StreamLedger streams) {
        this.streams = streams;
    }

    @GetMapping("/internal/v1/streams/{source}/{account}/{stream}")
    StreamState state(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam(required = false) @Nullable String window) {
        return streams.state(new StreamId(source, account, stream), window);
    }

    /** 409, with the state as it is, when somebody else has recorded a fork since the sender looked. */
    @PostMapping("/internal/v1/streams/{source}/{account}/{stream}:fork")
    ResponseEntity<StreamState> fork(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestBody ForkNotice notice) {
        StreamId id = new StreamId(source, account, stream);
        boolean recorded = streams.fork(id, notice);
        LOG.info("fork stream={} ancestor={} recorded={}", id, notice.ancestor(), recorded);
        return ResponseEntity.status(recorded ? HttpStatus.OK : HttpStatus.CONFLICT)
                .body(streams.state(id, null));
    }
}
