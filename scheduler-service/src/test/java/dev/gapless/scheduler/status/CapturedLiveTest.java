package dev.gapless.scheduler.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.SourceSpec;
import dev.gapless.scheduler.TestSource;
import dev.gapless.scheduler.sources.Source;
import org.junit.jupiter.api.Test;

/** Which streams are reported when no live window covers them. */
class CapturedLiveTest {

    @Test
    void no_live_window_is_missed_of_a_source_that_confirms_nothing() {
        SourceSpec told = TestSource.of(PositionDomain.TIME);
        SourceSpec silent = new SourceSpec(
                told.source(),
                told.revision(),
                told.authentication(),
                told.http(),
                told.socket().unconfirmed(),
                told.streams());

        assertThat(StatusService.capturedLive(new Source(told, 1), "posts")).isTrue();
        assertThat(StatusService.capturedLive(new Source(silent, 1), "posts")).isFalse();
    }
}
