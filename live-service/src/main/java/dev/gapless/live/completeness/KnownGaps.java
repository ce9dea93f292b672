package dev.gapless.live.completeness;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's gaps of one stream, as they were at one moment.
 *
 * @param gaps of creations, those that are not filled
 * @param at this moment
 */
record KnownGaps(List<Gap> gaps, Instant at) {

    static final KnownGaps NONE = new KnownGaps(List.of(), Instant.EPOCH);

    /** From the one that ends by itself soonest to the one that never does. */
    private static final List<String> STATES = List.of("FILLING", "SCHEDULED", "OPEN", "STUCK", "UNFILLABLE");

    /** One of them. */
    record Gap(long from, long to, GapFacts facts) {

        private boolean overlaps(Range range) {
            return from < range.to() && to > range.from();
        }
    }

    /**
     * What is known of a range that lacks. Of several gaps in it the one that stands worst is told. The time when the
     * last of them ends is told where they leave nothing of the range out. Null when the scheduler knows none of them.
     */
    @Nullable
    GapFacts of(Range range) {
        List<Gap> overlapping = gaps.stream().filter(gap -> gap.overlaps(range)).toList();
        List<GapFacts> found = overlapping.stream().map(Gap::facts).toList();
        boolean whole = Coverage.of(List.of(range))
                .minus(Coverage.of(overlapping.stream()
                        .map(gap -> new Range(gap.from(), gap.to()))
                        .toList()))
                .ranges()
                .isEmpty();
        return found.stream()
                .max(Comparator.comparingInt(facts -> STATES.indexOf(facts.state())))
                .map(worst -> new GapFacts(worst.state(), worst.cause(), worst.reason(), whole ? last(found) : null))
                .orElse(null);
    }

    private static @Nullable Instant last(List<GapFacts> found) {
        Instant last = null;
        for (GapFacts each : found) {
            Instant until = each.until();
            if (until == null) {
                return null;
            }
            last = last == null || until.isAfter(last) ? until : last;
        }
        return last;
    }
}
