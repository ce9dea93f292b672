package dev.gapless.sandbox.faults;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Listings that leave out items that exist: the first, the fourth, the seventh and so on. With cursors and windows
 * these are counted within the page, and the cursor or window is that of the whole page. With offsets they are counted
 * over the whole listing. A walk goes on behind what it was not shown, and the answer does not show that it is partial.
 * Answers that really left something out are counted.
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
