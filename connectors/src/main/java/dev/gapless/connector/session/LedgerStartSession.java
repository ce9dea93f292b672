package dev.gapless.connector.session;

import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The first connection of an account in this process, where cursors are positions. It goes on where live connections of
 * other processes ended, which the ledger knows. Until the ledger has answered nothing is said.
 */
final class LedgerStartSession implements LiveSession {

    /** A source that sends before it is asked sends a greeting, and not its items. */
    private static final int MOST_FRAMES = 100;

    @SuppressWarnings("ArrayRecordComponent")
    private record EarlyFrame(byte[] message, Instant receivedAt) {}

    private final String stream;
    private final String account;
    private final ResumeCursors cursors;
    private final Function<@Nullable String, LiveSession> sessions;
    private final List<EarlyFrame> early = new ArrayList<>();
    private volatile @Nullable LiveSession session;

    /** Answers to these say nothing of what the source was asked for later. */
    private int earlyPings;

    /**
     * @param stream whose positions are cursors
     * @param sessions a session that goes on at a cursor, or that begins with the present at null
     */
    LedgerStartSession(
            String stream, String account, ResumeCursors cursors, Function<@Nullable String, LiveSession> sessions) {
        this.stream = stream;
        this.account = account;
        this.cursors = cursors;
        this.sessions = sessions;
    }

    @Override
    public List<LiveEffect> opened(Instant at) {
        return List.of(new LiveEffect.ReadState(stream));
    }

    @Override
    public List<LiveEffect> state(StreamStateResponse state, Instant at) {
        @Nullable LiveSession begun = session;
        if (begun != null) {
            return begun.state(state, at);
        }
        cursors.answered(account, state.liveEnd(), at);
        begun = sessions.apply(cursors.latest(account, at));
        session = begun;
        List<LiveEffect> effects = new ArrayList<>(begun.opened(at));
        for (EarlyFrame frame : early) {
            effects.addAll(begun.frame(frame.message(), frame.receivedAt()));
        }
        early.clear();
        return effects;
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        @Nullable LiveSession begun = session;
        if (begun != null) {
            return begun.frame(message, receivedAt);
        }
        if (early.size() == MOST_FRAMES) {
            return List.of(new LiveEffect.Reconnect("the source sent much before it was asked", false));
        }
        early.add(new EarlyFrame(message, receivedAt));
        return List.of();
    }

    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        @Nullable LiveSession begun = session;
        if (earlyPings > 0) {
            earlyPings--;
            return List.of();
        }
        return begun == null ? List.of() : begun.alive(receivedAt);
    }

    @Override
    public List<LiveEffect> tick(Instant at) {
        @Nullable LiveSession begun = session;
        if (begun == null) {
            earlyPings++;
            return List.of();
        }
        return begun.tick(at);
    }

    @Override
    public @Nullable Long latenessMicros(String name) {
        @Nullable LiveSession begun = session;
        return begun == null ? null : begun.latenessMicros(name);
    }

    @Override
    public void delivered(String cursor, Instant at) {
        @Nullable LiveSession begun = session;
        if (begun != null) {
            begun.delivered(cursor, at);
        }
    }
}
