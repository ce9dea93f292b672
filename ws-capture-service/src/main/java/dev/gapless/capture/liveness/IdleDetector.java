package dev.gapless.capture.liveness;

import java.time.Duration;
import java.time.Instant;

/** How long nothing was heard. Frames and pongs are heard on the connection's thread, the judgement is another's. */
public final class IdleDetector {

    private final Duration limit;
    private final Duration look;
    private volatile Instant heard;
    private Instant judged;

    /**
     * @param limit longer than this is too long
     * @param look how often it is judged
     */
    public IdleDetector(Duration limit, Duration look, Instant start) {
        this.limit = limit;
        this.look = look;
        this.heard = start;
        this.judged = start;
    }

    public void heard(Instant at) {
        heard = at;
    }

    /** When this process itself stood still, what arrived meanwhile is still to be read: judgement waits a round. */
    public boolean tooLong(Instant now) {
        boolean weStoodStill = now.isAfter(judged.plus(look.multipliedBy(2)));
        judged = now;
        return !weStoodStill && now.isAfter(heard.plus(limit));
    }
}
