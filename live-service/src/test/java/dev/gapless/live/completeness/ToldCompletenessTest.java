package dev.gapless.live.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.live.ChannelName;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ToldCompletenessTest {

    private static final ChannelName CHANNEL = ChannelName.parse("s/a/t");

    private static final JsonMapper JSON = new JsonMapper();

    private final ToldCompleteness told = new ToldCompleteness(CHANNEL, () -> {});

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

    @Test
    void a_gap_is_told_with_what_is_known_and_again_when_that_changes() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        List<Range> gap = List.of(Range.of(0, 100), Range.of(200, 210));
        GapFacts waits = new GapFacts("OPEN", "live-gap", null, now.plusSeconds(100));
        assertThat(messages(gap, known(now, waits, waits)).getFirst())
                .containsEntry("type", "gap_open")
                .containsEntry("state", "open")
                .containsEntry("cause", "live-gap")
                .containsEntry("until", "2026-01-01T00:01:40Z")
                .doesNotContainKey("reason");
        // a forecast moves with each look
        GapFacts later = new GapFacts("OPEN", "live-gap", null, now.plusSeconds(120));
        assertThat(messages(gap, known(now, later, later))).isEmpty();
        GapFacts muchLater = new GapFacts("OPEN", "live-gap", null, now.plusSeconds(300));
        assertThat(messages(gap, known(now, muchLater, waits))).hasSize(1);
        GapFacts lost = new GapFacts("UNFILLABLE", "live-gap", "retention", null);
        assertThat(messages(gap, known(now, waits, lost)))
                .containsExactly(Map.of(
                        "type", "gap_open",
                        "channel", "s/a/t",
                        "from", "200",
                        "to", "210",
                        "state", "unfillable",
                        "cause", "live-gap",
                        "reason", "retention"));
        // the scheduler is away, and what was told stays true
        assertThat(messages(gap, KnownGaps.NONE)).isEmpty();
        assertThat(messages(gap, known(now, waits, lost))).isEmpty();
        List<Range> less = List.of(Range.of(0, 100), Range.of(205, 210));
        assertThat(messages(less, known(now, waits, lost)))
                .extracting(each -> each.get("type"))
                .containsExactly("gap_filled");
    }

    /** The range has two of the scheduler's gaps. */
    private static KnownGaps known(Instant now, GapFacts one, GapFacts other) {
        return new KnownGaps(
                List.of(
                        new KnownGaps.Gap(150, 206, one),
                        new KnownGaps.Gap(206, 240, other),
                        new KnownGaps.Gap(210, 400, new GapFacts("STUCK", "hole", null, null))),
                now);
    }

    private List<Map<String, String>> messages(List<Range> missing, KnownGaps known) {
        HeldCoverage held =
                HeldCoverage.of(entry(missing, List.of(), null), 1_000).orElseThrow();
        List<Map<String, String>> messages = new ArrayList<>();
        for (byte[] message : told.tell(held, known)) {
            Map<String, String> members = new HashMap<>();
            JSON.readTree(message)
                    .properties()
                    .forEach(each -> members.put(each.getKey(), each.getValue().asString()));
            if (!"complete_through".equals(members.get("type"))) {
                messages.add(members);
            }
        }
        return messages;
    }

    private List<String> tell(List<Range> missing, List<Range> undecided, @Nullable Long frontier) {
        HeldCoverage held =
                HeldCoverage.of(entry(missing, undecided, frontier), 1_000).orElseThrow();
        return told.tell(held, KnownGaps.NONE).stream()
                .map(message -> JSON.readTree(message))
                .map(message -> message.path("type").asString() + " "
                        + message.path("from").asString() + " "
                        + message.path(message.has("to") ? "to" : "position").asString())
                .toList();
    }

    private static MissingResponse.Entry entry(List<Range> missing, List<Range> undecided, @Nullable Long frontier) {
        return new MissingResponse.Entry(
                new StreamId("s", "a", "t"), missing, null, null, null, frontier, 0, null, undecided);
    }
}
