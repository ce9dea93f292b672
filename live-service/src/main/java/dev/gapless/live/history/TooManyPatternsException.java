package dev.gapless.live.history;

/** One more pattern cannot be heard at this replica: each change is compared with each pattern. */
public final class TooManyPatternsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyPatternsException(int most) {
        super("channel: %d patterns are heard at this replica, and no more can be (hear streams, or try again later)"
                .formatted(most));
    }
}
