package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.world.ItemVersion;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that goes wrong on purpose. It looks on at both paths and says where it strikes. Safe for many threads. */
public interface SandboxFault {

    /** How often it is to strike. */
    int planned();

    /** How often it has really struck. */
    int fired();

    /** How many requests or sockets met it; differs from {@link #fired} where a fault counts as one but meets many. */
    default int hits() {
        return fired();
    }

    /** False once it has nothing left to do. */
    boolean active();

    /** What is to happen to a request for an account's data; null for nothing. */
    default @Nullable RequestFault onRequest() {
        return null;
    }

    /** What a page of a listing shows of the items that belong on it. */
    default <T> List<T> onPage(List<T> page) {
        return page;
    }

    /**
     * What a listing is to say in place of what there is; null for nothing.
     *
     * @param cursor true when it is asked to go on behind a cursor
     */
    default @Nullable ListingFault onListing(boolean cursor) {
        return null;
    }

    /** The cursor of its next page, as a listing hands it out. */
    default String onNext(String cursor) {
        return cursor;
    }

    /** True when what a client says on a socket is not to be answered. */
    default boolean onMessage(TargetSocket socket) {
        return false;
    }

    /** Called about ten times a second with all the sockets that it concerns. */
    default void onSockets(List<? extends TargetSocket> sockets) {}

    /** What becomes of an event on its way to a socket; null for nothing. Called while its account stands still. */
    default @Nullable EventFault onEvent(TargetSocket socket, ItemVersion version) {
        return null;
    }

    /** A live connection that a fault can strike. */
    interface TargetSocket {

        /** Its own for ever. */
        String id();

        String accountId();

        /** What it is subscribed to; empty at first. */
        Set<String> streams();

        /** Ends it without a word. */
        void cut(SocketFault strike);

        /** Ends it without a word, right after its next event. */
        void cutAfterNextEvent(SocketFault strike);

        /**
         * Ends it with a close frame.
         *
         * @param reason at most 123 bytes
         */
        void sayGoodbye(String reason);

        /** From now on it neither delivers nor answers; it stays open. */
        void silence(Duration length);

        /** False when it is struck already, or not subscribed yet. */
        boolean healthy();
    }
}
