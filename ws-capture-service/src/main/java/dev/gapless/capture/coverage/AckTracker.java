package dev.gapless.capture.coverage;

import dev.gapless.common.message.OffsetVector;
import dev.gapless.common.message.RecordPlace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Captures and claims of one connection, in the order in which they came. A claim takes effect when every capture
 * before it is acknowledged, in whatever order the acknowledgements come. All streams of the connection share the
 * order, because a claim, or a frame that cannot be read, may be for all of them. Each step costs the same however many
 * wait. Safe for the connection's thread and the producer's.
 */
public final class AckTracker {

    /** A capture that waits for its acknowledgement, or a claim that waits for the captures before it. */
    public static final class PendingAck {
        private final @Nullable Consumer<OffsetVector> claim;
        private @Nullable RecordPlace place;
        private boolean acknowledged;

        private PendingAck(@Nullable Consumer<OffsetVector> claim) {
            this.claim = claim;
        }
    }

    private final Deque<PendingAck> waiting = new ArrayDeque<>();
    private OffsetVector captured = OffsetVector.EMPTY;
    private boolean abort;

    /** Something is on its way to Kafka. */
    public synchronized PendingAck captured() {
        PendingAck ticket = new PendingAck(null);
        if (!abort) {
            waiting.addLast(ticket);
        }
        return ticket;
    }

    /**
     * @param effect runs, holding this line, once all captures so far are acknowledged; never if the line is cut
     *     before. It receives the places of all of them.
     */
    public synchronized void claim(Consumer<OffsetVector> effect) {
        if (!abort) {
            waiting.addLast(new PendingAck(effect));
            settle();
        }
    }

    /** Something that is no captured record has arrived. */
    public synchronized void acknowledged(PendingAck ticket) {
        ticket.acknowledged = true;
        settle();
    }

    /** A captured record has arrived at this place. */
    public synchronized void acknowledged(PendingAck ticket, RecordPlace place) {
        ticket.place = place;
        acknowledged(ticket);
    }

    /** No claim takes effect any more: something before it may be lost, or the windows are closed. */
    public synchronized void abort() {
        abort = true;
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
            PendingAck head = waiting.getFirst();
            if (head.claim == null && !head.acknowledged) {
                return;
            }
            waiting.removeFirst();
            if (head.place != null) {
                captured = captured.with(head.place);
            }
            if (head.claim != null) {
                head.claim.accept(captured);
            }
        }
        notifyAll();
    }
}
