package dev.gapless.capture.session;

import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetrySleeper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the checkpoint service. */
final class HttpStreamStateClient implements StreamStateClient {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final RestClient checkpoint;
    private final Duration patience;
    private final RetrySleeper sleeper;

    /** @param patience until the reports before the question must have been applied */
    HttpStreamStateClient(RestClient checkpoint, Duration patience, RetrySleeper sleeper) {
        this.checkpoint = checkpoint;
        this.patience = patience;
        this.sleeper = sleeper;
    }

    @Override
    public StreamStateResult after(StreamId stream, String windowId) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        String last;
        do {
            try {
                StreamStateResponse state = look(stream, windowId);
                if (state != null && state.windowSeen()) {
                    return new StreamStateResult.Known(state);
                }
                last = "its reports are not applied yet";
            } catch (RestClientException e) {
                last = e.getClass().getSimpleName();
            }
            sleeper.pause(LOOK);
        } while (System.nanoTime() - end < 0);
        return new StreamStateResult.Unavailable("no state of %s within %s: %s".formatted(stream, patience, last));
    }

    private @Nullable StreamStateResponse look(StreamId stream, String windowId) {
        return checkpoint
                .get()
                .uri(
                        "/internal/v1/streams/{source}/{account}/{stream}?window={window}",
                        stream.source(),
                        stream.account(),
                        stream.stream(),
                        windowId)
                .retrieve()
                .body(StreamStateResponse.class);
    }

    @Override
    public StreamStateResult fork(StreamId stream, ForkNotice notice) {
        try {
            StreamStateResponse state = checkpoint
                    .post()
                    .uri(
                            "/internal/v1/streams/{source}/{account}/{stream}:fork",
                            stream.source(),
                            stream.account(),
                            stream.stream())
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(notice)
                    .retrieve()
                    // another reader recorded a fork: the answer is the state as it is now
                    .onStatus(status -> status.value() == HttpStatus.CONFLICT.value(), (request, answer) -> {})
                    .body(StreamStateResponse.class);
            return state == null
                    ? new StreamStateResult.Unavailable("no answer to the fork of " + stream)
                    : new StreamStateResult.Known(state);
        } catch (RestClientException e) {
            return new StreamStateResult.Unavailable("the fork of %s is not recorded: %s"
                    .formatted(stream, e.getClass().getSimpleName()));
        }
    }
}
