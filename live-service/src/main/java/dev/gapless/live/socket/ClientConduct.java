package dev.gapless.live.socket;

import java.util.LinkedHashSet;

/** Whether one client keeps to what it may do, and which of its messages came before. */
final class ClientConduct {

    private static final int MOST_ERRORS = 10;
    private static final long SECOND = 1_000_000_000L;

    private final int framesPerSecond;
    private final int rememberedIds;
    private final LinkedHashSet<String> ids = new LinkedHashSet<>();
    private int errors;
    private long second = System.nanoTime();
    private int framesInSecond;

    /**
     * @param framesPerSecond of the client, at most
     * @param rememberedIds as many as may be under way: a client that waits for acknowledgements has no more
     */
    ClientConduct(int framesPerSecond, int rememberedIds) {
        this.framesPerSecond = framesPerSecond;
        this.rememberedIds = rememberedIds;
    }

    /**
     * Counts a frame. By the container's thread, one at a time.
     *
     * @param now by {@link System#nanoTime()}
     */
    boolean isTooFast(long now) {
        if (now - second >= SECOND) {
            second = now;
            framesInSecond = 0;
        }
        framesInSecond++;
        return framesInSecond > framesPerSecond;
    }

    /** Notes the id of a message; false for one that was noted. By the connection's own thread. */
    boolean isNew(String id) {
        boolean added = ids.add(id);
        if (ids.size() > rememberedIds) {
            ids.removeFirst();
        }
        return added;
    }

    /** Counts a message that could not be understood. By the connection's own thread. */
    boolean isTooWrong() {
        errors++;
        return errors >= MOST_ERRORS;
    }
}
