package dev.gapless.live.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownGapsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = NOW.plusSeconds(100);

    private static @Nullable Instant until(KnownGaps known) {
        return Objects.requireNonNull(known.of(new Range(0, 100))).until();
    }

    private static KnownGaps.Gap gap(long from, long to) {
        return new KnownGaps.Gap(from, to, new GapFacts("OPEN", "live-gap", null, END));
    }

    @Test
    void an_end_is_told_of_a_range_that_gaps_cover_whole() {
        assertThat(until(new KnownGaps(List.of(gap(0, 40), gap(40, 120)), NOW))).isEqualTo(END);
    }

    @Test
    void no_end_is_told_of_a_range_that_gaps_cover_in_part() {
        assertThat(until(new KnownGaps(List.of(gap(0, 40), gap(50, 100)), NOW))).isNull();
    }
}
