package dev.gapless.sandbox.faults;

import java.util.HashSet;
import java.util.Set;

/**
 * For a while the live socket takes what clients say and answers none of it: subscriptions are not confirmed, pings get
 * no pong. Events go on for those who are subscribed, and so do pongs of the WebSocket protocol itself.
 */
final class SilentSocket implements SandboxFault {

    private final long end;
    private final Set<String> unanswered = new HashSet<>();
    private int questions;

    SilentSocket(FaultOrder order) {
        this.end = System.nanoTime() + order.duration().toNanos();
    }

    @Override
    public synchronized boolean onMessage(TargetSocket socket) {
        if (!active()) {
            return false;
        }
        unanswered.add(socket.id());
        questions++;
        return true;
    }

    @Override
    public int planned() {
        return 1;
    }

    /** Sockets that got no answer. */
    @Override
    public synchronized int fired() {
        return unanswered.size();
    }

    /** Messages that got no answer. */
    @Override
    public synchronized int hits() {
        return questions;
    }

    @Override
    public boolean active() {
        return System.nanoTime() - end < 0;
    }
}
