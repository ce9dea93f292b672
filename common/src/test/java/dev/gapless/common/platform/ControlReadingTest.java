package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.ActiveStop;
import dev.gapless.common.message.ControlSnapshot;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlReadingTest {

    private static final ControlSnapshot NOTHING = new ControlSnapshot(5, List.of());
    private static final ControlSnapshot STOPPED = new ControlSnapshot(
            7, List.of(new ActiveStop("a", new StopScope(ScopeKind.ALL, null, null, null), StopLevel.INTAKE)));

    private final UpstreamGate gate =
            new UpstreamGate(GuardedWork.MINING, Duration.ofSeconds(5), Duration.ofSeconds(60), () -> 0);
    private final ControlReading reading = new ControlReading(gate);

    @Test
    void nothing_is_obeyed_before_the_end_was_reached() {
        reading.read(NOTHING);
        reading.read(STOPPED);
        assertThat(gate.generation()).isZero();
        assertThat(gate.isHeld()).isTrue();
        reading.reachedEnd(0);
        assertThat(gate.generation()).isEqualTo(7);
        assertThat(gate.isHeld()).isFalse();
    }

    @Test
    void the_highest_generation_counts_wherever_it_lies() {
        reading.read(STOPPED);
        reading.read(NOTHING);
        reading.reachedEnd(0);
        assertThat(gate.hasStops()).isTrue();
        reading.read(NOTHING);
        assertThat(gate.generation()).isEqualTo(7);
    }

    @Test
    void a_topic_that_is_read_anew_is_obeyed_at_its_end_only() {
        reading.read(NOTHING);
        reading.reachedEnd(0);
        reading.fromBeginning();
        reading.read(STOPPED);
        assertThat(gate.generation()).isEqualTo(5);
        reading.reachedEnd(0);
        assertThat(gate.generation()).isEqualTo(7);
    }
}
