package dev.gapless.sandbox.faults;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Listings that leave out items that exist: the first, the fourth, the seventh and so on, of the page where there are
 * cursors and windows, which are then those of the whole page, and of all where there are offsets. A walk goes on
 * behind what it was not shown, and nothing gives the answer away. It counts answers that really left something out.
 */
final class PartialPages extends BoundedFault {

    private static final int EVERY = 3;

    PartialPages(FaultOrder order) {
        super(order);
    }

    @Override
    public <T> List<T> onPage(List<T> page) {
        if (page.isEmpty() || !strike()) {
            return page;
        }
        return IntStream.range(0, page.size())
                .filter(place -> place % EVERY != 0)
                .mapToObj(page::get)
                .toList();
    }
}
