package dev.gapless.scheduler.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.scheduler.TestSource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartPositionTest {

    private static final SourceSpec TIMED = TestSource.of(PositionDomain.TIME);
    private static final SourceSpec NUMBERED = TestSource.of(
            "chain",
            "r1",
            TestSource.stream("logs", Kind.EVENT, PositionDomain.SEQUENCE, true),
            TestSource.stream("state", Kind.SNAPSHOT, PositionDomain.TIME, false));
    private static final SourceSpec MIXED = TestSource.of(
            "mixed",
            "r1",
            TestSource.stream("posts", Kind.EVENT, PositionDomain.TIME, true),
            TestSource.stream("blocks", Kind.EVENT, PositionDomain.SEQUENCE, true));
    private static final String INSTANT = "2026-01-31T00:00:00Z";

    @Test
    void an_instant_is_an_instant() {
        assertThat(StartPosition.parse(INSTANT, TIMED, null))
                .isEqualTo(new StartPosition(Instant.parse(INSTANT), null));
    }

    @Test
    void a_number_is_a_position_where_streams_are_numbered_and_microseconds_where_none_is() {
        assertThat(StartPosition.parse("1000000", NUMBERED, null)).isEqualTo(new StartPosition(null, 1_000_000L));
        assertThat(StartPosition.parse("1000000", MIXED, null)).isEqualTo(new StartPosition(null, 1_000_000L));
        assertThat(StartPosition.parse("1000000", TIMED, null))
                .isEqualTo(new StartPosition(Instant.ofEpochSecond(1), null));
        assertThat(StartPosition.parse("1000000", MIXED, List.of("posts")))
                .isEqualTo(new StartPosition(Instant.ofEpochSecond(1), null));
    }

    @Test
    void an_instant_is_refused_where_all_streams_that_are_followed_are_numbered() {
        for (SourceSpec source : List.of(NUMBERED, MIXED)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StartPosition.parse(INSTANT, source, List.of("logs", "blocks")))
                    .withMessage("since: '%s' (expected: a position, because the streams are numbered)", INSTANT);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> StartPosition.parse(INSTANT, NUMBERED, null));
        assertThat(StartPosition.parse(INSTANT, MIXED, null).instant()).isEqualTo(Instant.parse(INSTANT));
    }

    @Test
    void a_negative_position_is_refused_where_streams_are_numbered() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StartPosition.parse("-1", NUMBERED, null))
                .withMessageContaining("expected: at least 0");
        assertThat(StartPosition.parse("-1000000", TIMED, null).instant()).isEqualTo(Instant.ofEpochSecond(-1));
    }

    @Test
    void anything_else_is_refused_with_what_is_expected() {
        for (String bad : new String[] {"yesterday", "", "9999999999999999999", "2026-13-01T00:00:00Z"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StartPosition.parse(bad, TIMED, null))
                    .withMessageContaining("expected");
        }
    }
}
