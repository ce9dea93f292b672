package dev.gapless.common.connector.session;

import dev.gapless.common.connector.LiveSession;
import dev.gapless.common.connector.extraction.FrameShape;
import dev.gapless.common.connector.extraction.StrictJson;

/** A source's live connections. */
public record LiveDoor(SocketTalk talk, StrictJson json, FrameShape frames) {

    public LiveSession session(String account) {
        return new EventSession(account, talk, json, frames);
    }
}
