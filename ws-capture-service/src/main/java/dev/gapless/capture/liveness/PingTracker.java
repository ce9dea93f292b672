package dev.gapless.capture.liveness;

/**
 * Numbers our pings. A source may send pongs that were not asked for, which prove nothing about what it sent before. It
 * may answer several pings with one pong, the last's (RFC 6455, 5.5.3). Used by one thread.
 */
public final class PingTracker {

    private long sent;
    private long answered;

    /** The number to send with the next ping. */
    public long next() {
        return ++sent;
    }

    /** How many of our pings a pong with this number answers: all that were open up to it, or none. */
    public int answeredBy(long number) {
        if (number <= answered || number > sent) {
            return 0;
        }
        int newly = Math.toIntExact(number - answered);
        answered = number;
        return newly;
    }
}
