package dev.gapless.capture.marks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Captures and claims of one connection, in the order in which they came. A claim takes effect when every capture
 * before it is acknowledged, in whatever order the acknowledgements come. All streams of the connection share the line,
 * because a claim may be for all of them, and so may be a frame that cannot be read. Each step costs the same however
 * many wait. Safe for the connection's thread and the producer's.
 */
public final class Marks {

    /** A capture that waits for its acknowledgement, or a claim that waits for the captures before it. */
    public static final class Ticket {
        private final @Nullable Runnable claim;
        private boolean acknowledged;

        private Ticket(@Nullable Runnable claim) {
            this.claim = claim;
        }
    }

    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private boolean cut;

    /** Something is on its way to Kafka. */
    public synchronized Ticket captured() {
        Ticket ticket = new Ticket(null);
        if (!cut) {
            waiting.addLast(ticket);
        }
        return ticket;
    }

    /**
     * @param effect runs, holding this line, once all captures so far are acknowledged; never if the line is cut before
     */
    public synchronized void claim(Runnable effect) {
        if (!cut) {
            waiting.addLast(new Ticket(effect));
            settle();
        }
    }

    public synchronized void acknowledged(Ticket ticket) {
        ticket.acknowledged = true;
        settle();
    }

    /** No claim takes effect any more: something before it may be lost, or the windows are closed. */
    public synchronized void cut() {
        cut = true;
        waiting.clear();
        notifyAll();
    }

    /** Waits until nothing is on its way, or the time is up. */
    public synchronized void awaitSettled(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (!waiting.isEmpty() && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    private void settle() {
        while (!waiting.isEmpty()) {
            Ticket head = waiting.getFirst();
            if (head.claim == null && !head.acknowledged) {
                return;
            }
            waiting.removeFirst();
            if (head.claim != null) {
                head.claim.run();
            }
        }
        notifyAll();
    }
}
