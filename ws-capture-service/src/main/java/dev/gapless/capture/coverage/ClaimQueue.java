package dev.gapless.capture.coverage;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Captures and claims of one connection, in the order in which they came. A claim takes effect when every capture
 * before it is acknowledged, in whatever order the acknowledgements come. Safe for the connection's thread and the
 * producer's.
 */
public final class ClaimQueue {

    /** A capture that waits for its acknowledgement. */
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
        waiting.addLast(ticket);
        return ticket;
    }

    /**
     * @param effect runs, holding this queue, once all captures so far are acknowledged; never if the queue is cut
     *     before
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

    /** No claim takes effect any more: something before it is lost, or the windows are closed. */
    public synchronized void cut() {
        cut = true;
        waiting.clear();
        notifyAll();
    }

    public synchronized boolean isCut() {
        return cut;
    }

    /** How many captures are not acknowledged, claims behind them included. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Waits until nothing is on its way, or the time is up. */
    public synchronized void awaitSettled(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (!waiting.isEmpty() && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    private void settle() {
        while (!waiting.isEmpty()) {
            Ticket head = waiting.getFirst();
            if (head.claim != null) {
                waiting.removeFirst();
                head.claim.run();
            } else if (head.acknowledged) {
                waiting.removeFirst();
            } else {
                return;
            }
        }
        notifyAll();
    }
}
