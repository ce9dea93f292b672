package dev.gapless.scheduler.stops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.scheduler.stops.StopRow.StopMark;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopStateTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant UNHEARD_SINCE = NOON.minusSeconds(5);
    private static final StopRow STOP = new StopRow(
            "6e0e9b5c-0000-4000-8000-000000000001",
            new StopScope(ScopeKind.ALL, null, null, null),
            StopLevel.INTAKE,
            "a test",
            7,
            new StopMark(NOON, "ADMIN", null),
            null,
            StopRelease.NONE,
            null);

    private static ReplicaReceipt replica(String name, long generation, int inFlight, Instant heard) {
        return new ReplicaReceipt("miner", name, "1", generation, heard, inFlight, heard, null);
    }

    private static StopView view(ReplicaReceipt... replicas) {
        return StopView.of(STOP, List.of(replicas), UNHEARD_SINCE);
    }

    @Test
    void it_is_requested_while_a_replica_that_speaks_does_not_obey() {
        assertThat(view().state()).isEqualTo(StopState.REQUESTED);
        assertThat(view(replica("a", 7, 0, NOON), replica("b", 6, 0, NOON)).state())
                .isEqualTo(StopState.REQUESTED);
    }

    @Test
    void a_silent_replica_that_does_not_obey_is_named() {
        StopView view = view(replica("a", 7, 0, NOON), replica("b", 6, 0, NOON.minusSeconds(6)));
        assertThat(view.state()).isEqualTo(StopState.UNHEARD);
        assertThat(view.unheard()).containsExactly("miner/b/1");
    }

    @Test
    void it_is_acknowledged_by_all_and_quiet_when_nothing_is_in_flight() {
        assertThat(view(replica("a", 7, 1, NOON), replica("b", 8, 0, NOON)).state())
                .isEqualTo(StopState.ACKNOWLEDGED);
        assertThat(view(replica("a", 7, 0, NOON), replica("b", 8, 0, NOON)).state())
                .isEqualTo(StopState.QUIET);
    }

    @Test
    void a_silent_replica_that_obeys_stays_acknowledged() {
        assertThat(view(replica("a", 7, 0, NOON.minusSeconds(60))).state()).isEqualTo(StopState.QUIET);
    }
}
