package dev.gapless.capture.account;

import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session that tells which streams the source confirms. Used by one thread. */
final class ConfirmationObserver implements LiveSession {

    private final LiveSession session;
    private final Consumer<String> confirmed;

    /** @param confirmed hears the name of a stream each time that a window of it opens */
    ConfirmationObserver(LiveSession session, Consumer<String> confirmed) {
        this.session = session;
        this.confirmed = confirmed;
    }

    @Override
    public List<LiveEffect> opened(Instant at) {
        return observed(session.opened(at));
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        return observed(session.frame(message, receivedAt));
    }

    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        return observed(session.alive(receivedAt));
    }

    @Override
    public List<LiveEffect> tick(Instant at) {
        return observed(session.tick(at));
    }

    @Override
    public List<LiveEffect> state(StreamStateResponse state, Instant at) {
        return observed(session.state(state, at));
    }

    @Override
    public @Nullable Long latenessMicros(String stream) {
        return session.latenessMicros(stream);
    }

    private List<LiveEffect> observed(List<LiveEffect> effects) {
        for (LiveEffect effect : effects) {
            if (effect instanceof LiveEffect.OpenWindow opened) {
                confirmed.accept(opened.stream());
            }
        }
        return effects;
    }
}
