package dev.gapless.sandbox.faults;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Listings that leave out items that exist: the first, the fourth, the seventh and so on, of the page where there are
 * cursors and windows, which are then those of the whole page, and of all where there are offsets. A walk goes on
 * behind what it was not shown, and nothing gives the answer away.
 *
 * <p>With a duration alone it is every page of that time; otherwise the next pages up to the count, and with both no
 * longer than the duration.
 */
final class PartialPages implements Fault {

    private static final int EVERY = 3;

    private final FaultOrder order;
    private final int most;
    private final long end;
    private int fired;

    PartialPages(FaultOrder order) {
        this.order = order;
        this.most = order.givenCount() == null && order.givenDuration() != null ? Integer.MAX_VALUE : order.count();
        this.end = System.nanoTime() + order.duration().toNanos();
    }

    @Override
    public synchronized <T> List<T> onPage(List<T> page) {
        if (page.isEmpty() || !active()) {
            return page;
        }
        fired++;
        return IntStream.range(0, page.size())
                .filter(place -> place % EVERY != 0)
                .mapToObj(page::get)
                .toList();
    }

    @Override
    public int planned() {
        return order.count();
    }

    /** Answers that really left something out. */
    @Override
    public synchronized int fired() {
        return fired;
    }

    @Override
    public synchronized boolean active() {
        return fired < most && (order.givenDuration() == null || System.nanoTime() - end < 0);
    }
}
