package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.ItemVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a walk by windows of time.
 *
 * @param nextSince where the next window begins, µs, inclusive, so that the items of that position come again. Behind
 *     that position when more than a page, or all of it, was needed to show it. Null at the end
 */
record LikesPage(List<ItemVersion> likes, @Nullable Long nextSince) {

    /** Never parts items that share a position: the page grows beyond the limit instead. */
    static LikesPage cut(Collection<ItemVersion> window, int limit) {
        List<ItemVersion> page = new ArrayList<>();
        for (ItemVersion version : window) {
            if (page.size() >= limit && version.position() != page.getLast().position()) {
                long last = page.getLast().position();
                boolean stuck = page.size() > limit || page.getFirst().position() == last;
                return new LikesPage(page, stuck ? last + 1 : last);
            }
            page.add(version);
        }
        return new LikesPage(page, null);
    }
}
