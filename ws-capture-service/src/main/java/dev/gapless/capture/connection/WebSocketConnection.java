package dev.gapless.capture.connection;

/** An open WebSocket connection. Nothing here blocks. */
public interface WebSocketConnection extends AutoCloseable {

    void send(String text);

    /** Asks for a sign of life; the pong to it bears the same number. */
    void ping(long number);

    /** Stops reading, or goes on, so that what cannot be delivered piles up at the sender and not here. */
    void reading(boolean on);

    /** Says goodbye, and does not wait long for that to be sent. */
    @Override
    void close();

    /** What happens on a connection, in its order, from the connection's own thread; it must not block. */
    interface Listener {

        /** A whole message, as it came. */
        void message(byte[] bytes);

        /** @param number the ping's; -1 for a pong that answers none */
        void pong(long number);

        /** The last call. */
        void closed(CloseReason closure);
    }
}
