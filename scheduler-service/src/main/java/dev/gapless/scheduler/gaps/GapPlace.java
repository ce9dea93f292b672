package dev.gapless.scheduler.gaps;

import dev.gapless.common.platform.PageEnd;
import java.time.Instant;
import java.util.List;

/**
 * Where a page of the list of gaps ended.
 *
 * @param filled true among those that are filled, which come last
 * @param openedAt of the last one seen
 * @param id of the last one seen
 */
record GapPlace(boolean filled, Instant openedAt, String id) {

    static GapPlace parse(String text) {
        PageEnd end = new PageEnd(text, "state/openedAt/id");
        List<String> values = end.values();
        try {
            return new GapPlace(
                    GapState.valueOf(values.getFirst()) == GapState.FILLED,
                    end.instant(values.get(1)),
                    values.getLast());
        } catch (IllegalArgumentException e) {
            throw end.refusal(e);
        }
    }
}
