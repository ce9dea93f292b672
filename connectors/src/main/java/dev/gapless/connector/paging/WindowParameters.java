package dev.gapless.connector.paging;

import dev.gapless.connector.extraction.NumberForm;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a source is asked for a window.
 *
 * @param since parameter of the lower bound; null when it has none
 * @param until parameter of the upper bound; null when it has none
 * @param form how bounds are written
 */
public record WindowParameters(
        @Nullable String since,
        boolean sinceInclusive,
        @Nullable String until,
        boolean untilExclusive,
        NumberForm form) {

    /**
     * Asks for {@code [from, to)} or, where the source's steps are coarser, for a little more. Several ids may hold one
     * time, and the highest of them is not known.
     */
    Map<String, String> asking(long from, long to) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (since != null) {
            parameters.put(since, form.format(sinceInclusive ? from : Math.max(0, from - form.step())));
        }
        if (until != null) {
            parameters.put(until, form.format(untilExclusive || form.isIdentifier() ? roundedUp(to) : to - 1));
        }
        return parameters;
    }

    private long roundedUp(long position) {
        long rest = Math.floorMod(position, form.step());
        return rest == 0 ? position : position - rest + form.step();
    }
}
