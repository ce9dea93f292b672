package dev.gapless.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** Something that goes wrong on purpose. It looks on at both doors and says where it strikes. Safe for many threads. */
public interface Fault {

    /** How often it is to strike. */
    int planned();

    /** How often it has struck. */
    int fired();

    /** False once it has nothing left to do. */
    boolean active();

    /** What is to happen to a request for an account's data; null for nothing. */
    default @Nullable Disturbance onRequest() {
        return null;
    }

    /** Called about ten times a second, and whenever a socket opens. */
    default void onSockets(Iterable<? extends Victim> sockets) {}

    /** What became of a strike; one of the two is called, once. */
    interface Outcome {

        /** The connection was ended by the strike. */
        void struck();

        /** It had ended by itself before. */
        void missed();
    }

    /** A live connection that a fault can strike. */
    interface Victim {

        /** Ends it without a word. */
        void cut(Outcome outcome);

        /** Ends it without a word, right after its next event, or, when none comes, half a second later. */
        void cutAfterNextEvent(Outcome outcome);

        /** Neither delivers nor answers until then, by {@code System.nanoTime()}; the connection stays open. */
        void silenceUntil(long nanoTime);

        /** False when it has been struck already, or is not subscribed yet. */
        boolean healthy();
    }
}
