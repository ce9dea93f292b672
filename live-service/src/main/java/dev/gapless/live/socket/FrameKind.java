package dev.gapless.live.socket;

import org.jspecify.annotations.Nullable;

/** Kinds of frames, by their codes in RFC 6455, section 5.2. */
enum FrameKind {
    CONTINUATION(0),
    TEXT(1),
    BINARY(2),
    CLOSE(8),
    PING(9),
    PONG(10);

    /** The lowest code of a control frame. */
    private static final int CONTROL = 8;

    private static final FrameKind[] KINDS = values();

    private final int code;

    FrameKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    boolean isControl() {
        return code >= CONTROL;
    }

    /** Null for a code that no kind has. */
    static @Nullable FrameKind of(int code) {
        for (FrameKind kind : KINDS) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }
}
