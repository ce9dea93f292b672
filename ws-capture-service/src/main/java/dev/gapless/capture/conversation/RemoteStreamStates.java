package dev.gapless.capture.conversation;

import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.StreamState;
import dev.gapless.common.position.StreamId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the checkpoint service. */
final class RemoteStreamStates implements StreamStates {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final RestClient checkpoint;
    private final Clock clock;
    private final Duration patience;

    RemoteStreamStates(RestClient checkpoint, Clock clock, Duration patience) {
        this.checkpoint = checkpoint;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public StreamState after(StreamId stream, String windowId) throws StateUnavailableException, InterruptedException {
        Instant end = clock.instant().plus(patience);
        String last = "not asked";
        while (clock.instant().isBefore(end)) {
            try {
                StreamState state = checkpoint
                        .get()
                        .uri(
                                "/internal/v1/streams/{source}/{account}/{stream}?window={window}",
                                stream.source(),
                                stream.account(),
                                stream.stream(),
                                windowId)
                        .retrieve()
                        .body(StreamState.class);
                if (state != null && state.windowSeen()) {
                    return state;
                }
                last = "its reports are not applied yet";
            } catch (RestClientException e) {
                last = e.getClass().getSimpleName();
            }
            Thread.sleep(LOOK);
        }
        throw new StateUnavailableException("no state of %s within %s: %s".formatted(stream, patience, last));
    }

    @Override
    public StreamState fork(StreamId stream, ForkNotice notice) throws StateUnavailableException {
        try {
            @Nullable
            StreamState state = checkpoint
                    .post()
                    .uri(
                            "/internal/v1/streams/{source}/{account}/{stream}:fork",
                            stream.source(),
                            stream.account(),
                            stream.stream())
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(notice)
                    .retrieve()
                    // somebody else recorded a fork: the answer is the state as it is now
                    .onStatus(status -> status.value() == HttpStatus.CONFLICT.value(), (request, answer) -> {})
                    .body(StreamState.class);
            if (state == null) {
                throw new StateUnavailableException("no answer to the fork of " + stream);
            }
            return state;
        } catch (RestClientException e) {
            throw new StateUnavailableException("the fork of %s is not recorded: %s"
                    .formatted(stream, e.getClass().getSimpleName()));
        }
    }
}
