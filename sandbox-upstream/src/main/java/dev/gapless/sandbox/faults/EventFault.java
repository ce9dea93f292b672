package dev.gapless.sandbox.faults;

import java.time.Duration;

/** The effect of a fault on one event on its way to one socket. */
public sealed interface EventFault {

    /** It never gets there, although the socket goes on. */
    record Lost() implements EventFault {}

    /** It gets there at once, under a type that was never announced. */
    record Renamed() implements EventFault {}

    /**
     * It gets there later, as it was; others overtake it.
     *
     * @param outcome told when it was sent, or that its socket was gone by then
     */
    record Held(Duration by, SocketFault outcome) implements EventFault {}
}
