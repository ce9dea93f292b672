package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.ActiveStop;
import dev.gapless.common.message.ControlSnapshot;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.platform.UpstreamGate.UpstreamPermit;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UpstreamGateTest {

    private static final StreamId POSTS = new StreamId("forum", "ann", "posts");
    private static final StreamId LIKES = new StreamId("forum", "ann", "likes");
    private static final StreamId BOBS = new StreamId("forum", "bob", "posts");
    private static final StreamId ELSEWHERE = new StreamId("chat", "ann", "posts");

    private final AtomicLong nanos = new AtomicLong();
    private final UpstreamGate miner = gate(GuardedWork.MINING);

    private UpstreamGate gate(GuardedWork work) {
        return new UpstreamGate(work, Duration.ofSeconds(5), Duration.ofSeconds(60), nanos::get);
    }

    private static ControlSnapshot stopped(long generation, StopScope... scopes) {
        return new ControlSnapshot(
                generation,
                List.of(scopes).stream()
                        .map(scope -> new ActiveStop(scope.toString(), scope, StopLevel.INTAKE))
                        .toList());
    }

    private static StopScope all(ScopeKind kind) {
        return new StopScope(kind, null, null, null);
    }

    private boolean begins(UpstreamGate gate, StreamId stream) {
        try (UpstreamPermit permit = gate.enter(List.of(stream))) {
            return permit != null;
        }
    }

    @Test
    void nothing_begins_before_the_topic_was_read_to_its_end() {
        assertThat(begins(miner, POSTS)).isFalse();
        miner.obey(stopped(1));
        assertThat(begins(miner, POSTS)).isFalse();
        miner.heard(stopped(1), 0);
        assertThat(begins(miner, POSTS)).isTrue();
    }

    @Test
    void each_scope_stops_what_it_names_and_nothing_else() {
        miner.heard(stopped(1, new StopScope(ScopeKind.STREAM, "forum", "ann", "posts")), 0);
        assertThat(List.of(POSTS, LIKES, BOBS, ELSEWHERE))
                .filteredOn(id -> begins(miner, id))
                .containsExactly(LIKES, BOBS, ELSEWHERE);
        miner.obey(stopped(2, new StopScope(ScopeKind.ACCOUNT, "forum", "ann", null)));
        assertThat(List.of(POSTS, LIKES, BOBS, ELSEWHERE))
                .filteredOn(id -> begins(miner, id))
                .containsExactly(BOBS, ELSEWHERE);
        miner.obey(stopped(3, new StopScope(ScopeKind.SOURCE, "forum", null, null)));
        assertThat(List.of(POSTS, LIKES, BOBS, ELSEWHERE))
                .filteredOn(id -> begins(miner, id))
                .containsExactly(ELSEWHERE);
        miner.obey(stopped(4, all(ScopeKind.CAPTURE)));
        assertThat(begins(miner, POSTS)).isTrue();
        miner.obey(stopped(5, all(ScopeKind.MINING)));
        assertThat(begins(miner, POSTS)).isFalse();
        miner.obey(stopped(6, all(ScopeKind.ALL)));
        assertThat(begins(miner, POSTS)).isFalse();
        miner.obey(stopped(7));
        assertThat(begins(miner, POSTS)).isTrue();
    }

    @Test
    void an_older_generation_that_comes_late_ends_no_stop() {
        miner.heard(stopped(9, all(ScopeKind.ALL)), 0);
        miner.heard(stopped(8), 0);
        assertThat(begins(miner, POSTS)).isFalse();
        assertThat(miner.generation()).isEqualTo(9);
    }

    @Test
    void what_began_before_a_stop_is_counted_until_it_ends() {
        miner.heard(stopped(1), 0);
        UpstreamPermit ann = miner.enter(List.of(POSTS));
        UpstreamPermit bob = miner.enter(List.of(BOBS));
        assertThat(ann).isNotNull();
        assertThat(bob).isNotNull();
        miner.obey(stopped(2, new StopScope(ScopeKind.ACCOUNT, "forum", "ann", null)));
        assertThat(miner.inFlightOfStopped()).isEqualTo(1);
        ann.close();
        assertThat(miner.inFlightOfStopped()).isZero();
        bob.close();
    }

    @Test
    void a_silent_topic_holds_calls_soon_and_cuts_connections_later() {
        miner.heard(stopped(1), 0);
        nanos.set(Duration.ofSeconds(6).toNanos());
        assertThat(begins(miner, POSTS)).isFalse();
        assertThat(miner.isCut()).isFalse();
        nanos.set(Duration.ofSeconds(61).toNanos());
        assertThat(miner.isCut()).isTrue();
        miner.heard(stopped(1), nanos.get());
        assertThat(begins(miner, POSTS)).isTrue();
    }

    @Test
    void processors_hold_for_the_level_all_only() {
        UpstreamGate processor = gate(GuardedWork.PROCESSING);
        processor.heard(stopped(1, all(ScopeKind.ALL)), 0);
        assertThat(processor.enter(List.of())).isNotNull();
        processor.obey(new ControlSnapshot(2, List.of(new ActiveStop("1", all(ScopeKind.ALL), StopLevel.ALL))));
        assertThat(processor.enter(List.of())).isNull();
    }
}
