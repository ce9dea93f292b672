package dev.gapless.live.socket;

import java.io.IOException;

/** The other end of a connection, as its thread sees it. */
interface ClientSocket {

    /** Of this connection alone. */
    String id();

    /** True when the client reads compressed messages too. */
    boolean isCompressing();

    /** True when all frames before were taken by the kernel, so that sending one more waits for nothing. */
    boolean isIdle();

    /**
     * Sends frames with their heads, after the frame before them. Waits for that one, while the client does not read.
     *
     * @param frames may be sent to others too; not to be modified
     * @throws java.net.SocketTimeoutException when the client has not read for as long as it may; nothing can be sent
     *     any more
     */
    void send(byte[]... frames) throws IOException;

    /** Sends the close frame, unless a frame before it cannot be sent. Waits as {@link #send} does. */
    void close(SocketCloseReason reason) throws IOException;

    /** Ends the connection below the frames. What the client has not read yet may be lost. */
    void end();
}
