package dev.gapless.connector.session;

import dev.gapless.connector.LiveSession;
import dev.gapless.connector.extraction.FrameShape;
import dev.gapless.connector.extraction.StrictJson;
import java.util.List;

/** A source's live connections, and what they have learned of it. */
public final class LiveSessionFactory {

    private final SocketProtocol talk;
    private final StrictJson json;
    private final FrameShape frames;
    private final StreamStatistics learned;

    public LiveSessionFactory(SocketProtocol talk, StrictJson json, FrameShape frames) {
        this.talk = talk;
        this.json = json;
        this.frames = frames;
        this.learned = new StreamStatistics(talk.lateness(), talk.latenessLimit());
    }

    /** What the sessions go by, for comparison. */
    public Object settings() {
        return List.of(talk, frames);
    }

    public LiveSession session(String account) {
        return new EventSession(account, talk, json, frames, learned);
    }
}
