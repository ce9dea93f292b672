package dev.gapless.connector.session;

/**
 * How far an account's stream has been claimed by this process, and by which distance of the source's clock. Outlives
 * connections. Safe for many threads.
 */
final class ClaimedEnd {

    private boolean known;
    private long end = Long.MIN_VALUE;
    private long distance;

    /**
     * @param to the first position that is not claimed; may be lower than before, when claims were taken back
     * @param sourceAhead how far the source's clock was taken to be ahead of ours, in µs
     */
    synchronized void claimed(long to, long sourceAhead) {
        known = true;
        end = to;
        distance = sourceAhead;
    }

    /**
     * How much of it is still believed, now that the source's clock was measured anew. Where that clock was set back,
     * what was claimed before may not have happened yet.
     *
     * @param present the source's time now, in µs
     * @param sourceAhead how far its clock is ahead of ours now, in µs
     * @param slack by how much claims stay behind the source's time anyway, in µs
     * @return the first position that is not believed: {@link #end()} where all of it is
     */
    synchronized long believedTo(long present, long sourceAhead, long slack) {
        return known ? Math.min(end - Math.max(0, distance - sourceAhead - slack), present) : end;
    }

    /** The first position that is not claimed; the lowest number while nothing is. */
    synchronized long end() {
        return end;
    }
}
