package dev.gapless.scheduler.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gapless.common.position.PositionDomain;
import dev.gapless.scheduler.TestSource;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StartPositionTest {

    @Test
    void an_instant_is_an_instant() {
        assertThat(StartPosition.parse("2026-01-31T00:00:00Z", TestSource.of(PositionDomain.TIME)))
                .isEqualTo(new StartPosition(Instant.parse("2026-01-31T00:00:00Z"), null));
    }

    @Test
    void a_number_is_a_position_where_streams_are_numbered_and_microseconds_where_none_is() {
        assertThat(StartPosition.parse("1000000", TestSource.of(PositionDomain.SEQUENCE)))
                .isEqualTo(new StartPosition(null, 1_000_000L));
        assertThat(StartPosition.parse("1000000", TestSource.of(PositionDomain.TIME)))
                .isEqualTo(new StartPosition(Instant.ofEpochSecond(1), null));
    }

    @Test
    void anything_else_is_refused_with_what_is_expected() {
        for (String bad : new String[] {"yesterday", "", "9999999999999999999", "2026-13-01T00:00:00Z"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StartPosition.parse(bad, TestSource.of(PositionDomain.TIME)))
                    .withMessageContaining("expected");
        }
    }
}
