package dev.gapless.capture.account;

import dev.gapless.connector.ConnectLimit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Keeps each source's limit of connections begun, over all accounts of this process. Of the limit this process takes
 * the share of the accounts that it captures, so that all processes together keep it without asking each other.
 * Accounts wait in the order in which they ask. When many have lost the same source, they come back spread over as long
 * as the limit needs for their number. Safe for many threads.
 */
final class ConnectBudget {

    private final Map<String, Deque<Long>> turns = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private final CaptureShare share;

    /** @param nanos goes on evenly, whatever happens to the machine's clock */
    ConnectBudget(LongSupplier nanos, CaptureShare share) {
        this.nanos = nanos;
        this.share = share;
    }

    /**
     * Books the next connection to the source.
     *
     * @return how long to wait for its turn; zero for none
     */
    Duration book(String source, ConnectLimit limit) {
        Deque<Long> booked = turns.computeIfAbsent(source, name -> new ArrayDeque<>());
        synchronized (booked) {
            return book(booked, limit);
        }
    }

    private Duration book(Deque<Long> booked, ConnectLimit limit) {
        long now = nanos.getAsLong();
        int most = (int) Math.max(1, limit.count() * share.now());
        while (booked.size() > most) {
            booked.removeFirst();
        }
        long turn = now;
        if (booked.size() == most) {
            long next = booked.removeFirst() + limit.per().toNanos();
            turn = next - now > 0 ? next : now;
        }
        if (!booked.isEmpty() && booked.getLast() - turn > 0) {
            turn = booked.getLast();
        }
        booked.addLast(turn);
        return Duration.ofNanos(turn - now);
    }
}
