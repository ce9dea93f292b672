package dev.gapless.scheduler.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.scheduler.recovery.RecoveryPhase.RecoveryWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryRunTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<GateReading> PASS = List.of(new GateReading("lag", GateResult.PASS, "0 records"));
    private static final List<GateReading> FAIL =
            List.of(new GateReading("limits", GateResult.FAIL, "0.90 of slices limited (limit 0.50)"));
    private static final List<GateReading> UNKNOWN =
            List.of(new GateReading("lag", GateResult.CANNOT_TELL, "Kafka does not say"));

    private static final List<RecoveryPhase> PHASES = List.of(
            new RecoveryPhase("first", RecoveryWork.MINING, List.of("transactions"), 0.25, 0, Duration.ofMinutes(5)),
            new RecoveryPhase("all", RecoveryWork.MINING, List.of(), 0.5, 0, Duration.ofMinutes(10)),
            new RecoveryPhase("connections", RecoveryWork.CAPTURE, List.of(), 1, 2, Duration.ofMinutes(2)));

    /** Five accounts, two a batch. */
    private static final RecoveryRun.AccountBatches ACCOUNTS = (after, most) -> {
        List<String> behind = List.of("s/a", "s/b", "s/c", "s/d", "s/e").stream()
                .filter(account -> after == null || account.compareTo(after) > 0)
                .toList();
        return behind.size() > most ? behind.get(most - 1) : null;
    };

    private final RecoveryRun begun = RecoveryRun.begin("1", "2", PHASES, ACCOUNTS, NOON);

    private static RecoveryRun pass(RecoveryRun run) {
        return run.judged(PASS, ACCOUNTS, run.stepBegunAt().plus(run.present().lasts()));
    }

    @Test
    void phases_release_more_and_more_and_connections_come_by_batches() {
        assertThat(begun.release().processing()).isTrue();
        assertThat(begun.release().miningStreams()).containsExactly("transactions");
        assertThat(begun.release().mining()).isFalse();
        assertThat(begun.pace()).isEqualTo(0.25);

        RecoveryRun all = pass(begun);
        assertThat(all.release().mining()).isTrue();
        assertThat(all.release().capture()).isFalse();
        assertThat(all.release().captureThrough()).isNull();
        assertThat(all.pace()).isEqualTo(0.5);

        RecoveryRun two = pass(all);
        assertThat(two.release().captureThrough()).isEqualTo("s/b");
        assertThat(two.release().capture()).isFalse();
        assertThat(two.pace()).isEqualTo(0.5);
        RecoveryRun four = pass(two);
        assertThat(four.release().captureThrough()).isEqualTo("s/d");
        RecoveryRun five = pass(four);
        assertThat(five.release().capture()).isTrue();
        assertThat(pass(five).state()).isEqualTo(RecoveryRunState.COMPLETED);
    }

    @Test
    void a_step_is_watched_for_as_long_as_it_lasts() {
        assertThat(begun.isDue(NOON.plusSeconds(299))).isFalse();
        assertThat(begun.isDue(NOON.plusSeconds(300))).isTrue();
        assertThat(begun.left(NOON)).isEqualTo(Duration.ofMinutes(17));
    }

    @Test
    void a_failing_gate_holds_the_phase_until_it_passes() {
        RecoveryRun held = begun.judged(FAIL, ACCOUNTS, NOON.plusSeconds(300));
        assertThat(held.state()).isEqualTo(RecoveryRunState.HELD);
        assertThat(held.detail()).contains("limits fail", "0.90");
        assertThat(held.release()).isEqualTo(begun.release());
        assertThat(held.isDue(NOON.plusSeconds(301))).isTrue();
        assertThat(pass(held).present().name()).isEqualTo("all");
    }

    @Test
    void a_gate_that_cannot_tell_pauses_and_names_the_figure() {
        RecoveryRun paused = begun.judged(UNKNOWN, ACCOUNTS, NOON.plusSeconds(300));
        assertThat(paused.state()).isEqualTo(RecoveryRunState.PAUSED);
        assertThat(paused.detail()).isEqualTo("lag cannot tell: Kafka does not say");
        assertThat(paused.isDue(NOON.plusSeconds(9_999))).isFalse();
        assertThat(paused.goOn(ACCOUNTS, NOON).present().name()).isEqualTo("all");
    }

    @Test
    void an_aborted_run_has_released_nothing() {
        assertThat(pass(begun).with(RecoveryRunState.ABORTED, "no").release().mining())
                .isFalse();
    }
}
