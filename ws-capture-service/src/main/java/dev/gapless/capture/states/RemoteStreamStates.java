package dev.gapless.capture.states;

import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.StreamState;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the checkpoint service. */
final class RemoteStreamStates implements StreamStates {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final RestClient checkpoint;
    private final Duration patience;

    /** @param patience until the reports before the question must have been applied */
    RemoteStreamStates(RestClient checkpoint, Duration patience) {
        this.checkpoint = checkpoint;
        this.patience = patience;
    }

    @Override
    public StateAnswer after(StreamId stream, String windowId) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        String last;
        do {
            try {
                StreamState state = look(stream, windowId);
                if (state != null && state.windowSeen()) {
                    return new StateAnswer.Known(state);
                }
                last = "its reports are not applied yet";
            } catch (RestClientException e) {
                last = e.getClass().getSimpleName();
            }
            Thread.sleep(LOOK);
        } while (System.nanoTime() - end < 0);
        return new StateAnswer.Unavailable("no state of %s within %s: %s".formatted(stream, patience, last));
    }

    private @Nullable StreamState look(StreamId stream, String windowId) {
        return checkpoint
                .get()
                .uri(
                        "/internal/v1/streams/{source}/{account}/{stream}?window={window}",
                        stream.source(),
                        stream.account(),
                        stream.stream(),
                        windowId)
                .retrieve()
                .body(StreamState.class);
    }

    @Override
    public StateAnswer fork(StreamId stream, ForkNotice notice) {
        try {
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
            return state == null
                    ? new StateAnswer.Unavailable("no answer to the fork of " + stream)
                    : new StateAnswer.Known(state);
        } catch (RestClientException e) {
            return new StateAnswer.Unavailable("the fork of %s is not recorded: %s"
                    .formatted(stream, e.getClass().getSimpleName()));
        }
    }
}
