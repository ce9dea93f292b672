package dev.gapless.live.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToldCompletenessTest {

    private static final StreamId CHANNEL = new StreamId("s", "a", "t");

    private final ToldCompleteness told = new ToldCompleteness(CHANNEL);

    @Test
    void gaps_are_told_when_they_open_and_as_far_as_they_are_filled() {
        assertThat(tell(List.of(Range.of(0, 100), Range.of(200, 210), Range.of(900, 1_000)), List.of(), null))
                .containsExactly("gap_open 200 210", "complete_through 210 900");
        assertThat(tell(List.of(Range.of(0, 100), Range.of(205, 210), Range.of(950, 1_000)), List.of(), null))
                .containsExactly("gap_filled 200 205", "complete_through 210 950");
        assertThat(tell(List.of(Range.of(0, 100)), List.of(), null))
                .containsExactly("gap_filled 205 210", "complete_through 100 1000");
        assertThat(tell(List.of(Range.of(0, 100)), List.of(), null)).isEmpty();
    }

    @Test
    void what_is_claimed_is_not_complete_and_a_frontier_ends_the_horizon() {
        assertThat(tell(List.of(Range.of(500, 1_000)), List.of(Range.of(400, 500)), null))
                .containsExactly("complete_through 0 400");
        assertThat(tell(List.of(Range.of(480, 1_000)), List.of(), 490L)).containsExactly("complete_through 0 480");
        assertThat(tell(List.of(Range.of(490, 1_000)), List.of(), 490L)).containsExactly("complete_through 0 490");
        assertThat(HeldCoverage.of(entry(List.of(Range.of(0, 1_000)), List.of(), null), 1_000))
                .isEmpty();
    }

    private List<String> tell(List<Range> missing, List<Range> undecided, @Nullable Long frontier) {
        HeldCoverage held =
                HeldCoverage.of(entry(missing, undecided, frontier), 1_000).orElseThrow();
        return told.tell(held).stream()
                .map(message -> new tools.jackson.databind.json.JsonMapper()
                        .readTree(new String(message, StandardCharsets.UTF_8)))
                .map(message -> message.path("type").asString() + " "
                        + message.path("from").asString() + " "
                        + message.path(message.has("to") ? "to" : "position").asString())
                .toList();
    }

    private static MissingResponse.Entry entry(List<Range> missing, List<Range> undecided, @Nullable Long frontier) {
        return new MissingResponse.Entry(CHANNEL, missing, null, null, null, frontier, 0, null, undecided);
    }
}
