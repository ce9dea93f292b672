package dev.gapless.connector.session;

import dev.gapless.connector.LiveSession;
import dev.gapless.connector.LiveStart;
import dev.gapless.connector.extraction.FrameShape;
import dev.gapless.connector.extraction.StrictJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source's live connections, and what they have learned of it. */
public final class LiveSessionFactory {

    private final SocketProtocol talk;
    private final StrictJson json;
    private final FrameShape frames;
    private final StreamStatistics learned;
    private final @Nullable ResumeCursors cursors;

    public LiveSessionFactory(SocketProtocol talk, StrictJson json, FrameShape frames) {
        this.talk = talk;
        this.json = json;
        this.frames = frames;
        this.learned = new StreamStatistics(talk.lateness(), talk.latenessLimit());
        this.cursors = talk.resume() == null ? null : new ResumeCursors(talk.resume());
    }

    /** What the sessions go by, for comparison. */
    public Object settings() {
        return List.of(talk, frames);
    }

    /** Begins with the present. */
    public LiveSession session(String account) {
        return session(account, null);
    }

    /**
     * Goes on where the account's last connection ended, if that is known. Where cursors are positions, the ledger
     * tells the first one of a process.
     *
     * @param url of a connection that begins with the present
     */
    public LiveStart start(String url, String account, Instant now) {
        @Nullable String cursor = cursors == null ? null : cursors.latest(account, now);
        @Nullable String parameter = cursors == null ? null : cursors.rule().parameter();
        String address = cursor == null || parameter == null
                ? url
                : url + (url.contains("?") ? "&" : "?") + parameter + "="
                        + URLEncoder.encode(cursor, StandardCharsets.UTF_8).replace("+", "%20");
        @Nullable String asked = cursors == null || cursor != null ? null : cursors.askedOf(account);
        return new LiveStart(
                address,
                cursors == null || asked == null
                        ? session(account, cursor)
                        : new LedgerStartSession(asked, account, cursors, from -> session(account, from)));
    }

    private LiveSession session(String account, @Nullable String cursor) {
        return new EventSession(account, talk, json, frames, learned, cursors, cursor);
    }
}
