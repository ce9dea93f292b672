package dev.gapless.scheduler.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gapless.common.position.PositionDomain;
import dev.gapless.scheduler.TestSource;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SinceTest {

    @Test
    void an_instant_is_an_instant() {
        assertThat(Since.parse("2026-01-31T00:00:00Z", TestSource.of(PositionDomain.TIME)))
                .isEqualTo(new Since(Instant.parse("2026-01-31T00:00:00Z"), null));
    }

    @Test
    void a_number_is_a_position_where_streams_are_numbered_and_microseconds_where_none_is() {
        assertThat(Since.parse("1000000", TestSource.of(PositionDomain.SEQUENCE)))
                .isEqualTo(new Since(null, 1_000_000L));
        assertThat(Since.parse("1000000", TestSource.of(PositionDomain.TIME)))
                .isEqualTo(new Since(Instant.ofEpochSecond(1), null));
    }

    @Test
    void anything_else_is_refused_with_what_is_expected() {
        for (String bad : new String[] {"yesterday", "", "9999999999999999999", "2026-13-01T00:00:00Z"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Since.parse(bad, TestSource.of(PositionDomain.TIME)))
                    .withMessageContaining("expected");
        }
    }
}
