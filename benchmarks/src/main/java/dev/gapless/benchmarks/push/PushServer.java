package dev.gapless.benchmarks.push;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A server under measurement, in a process of its own. For one thread. */
interface PushServer extends AutoCloseable {

    /** As in the report. */
    String name();

    PushMode mode();

    ProcessHandle process();

    InetSocketAddress address();

    /** What a subscriber says and awaits. */
    SubscriberDialogue dialogue() throws IOException, InterruptedException;

    /**
     * Begins to make changes.
     *
     * @param perSecond changes
     * @param textLength of each change's text, characters
     */
    void begin(int perSecond, int textLength) throws IOException;

    /**
     * Ends it.
     *
     * @return how many changes were made
     */
    long end() throws IOException, InterruptedException;

    /** Bytes of living objects and of buffers, after a collection. */
    long memory() throws IOException, InterruptedException;

    @Override
    void close();
}
