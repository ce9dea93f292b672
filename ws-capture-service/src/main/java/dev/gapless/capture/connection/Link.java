package dev.gapless.capture.connection;

/** An open WebSocket connection. */
public interface Link extends AutoCloseable {

    void send(String text);

    /** Asks for a sign of life. */
    void ping();

    /** Stops reading, or goes on, so that what cannot be delivered piles up at the sender and not here. */
    void reading(boolean on);

    @Override
    void close();

    /** What happens on a connection, in its order, from the connection's own thread; it must not block. */
    interface Listener {

        void message(byte[] bytes);

        void pong();

        /** The last call. */
        void closed(String cause);
    }
}
