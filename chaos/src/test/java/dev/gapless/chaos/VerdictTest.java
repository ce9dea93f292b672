package dev.gapless.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.standalone.demo.DemoReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final FaultProof SEEN = FaultProof.counted("%,d processes were killed", 1);
    private static final FaultRunResult HELD = outcome(List.of(SEEN), 0, report(0, 0));

    @Test
    void a_fault_that_could_not_be_made_is_no_pass() {
        FaultRunResult notRun = FaultRunResult.notRun("slow-fsync", "no strace");

        assertThat(ChaosCommand.verdict(List.of(HELD))).isZero();
        assertThat(ChaosCommand.verdict(List.of(HELD, notRun))).isEqualTo(3);
        assertThat(ChaosCommand.verdict(List.of(notRun))).isEqualTo(3);
    }

    @Test
    void a_loss_and_a_missing_proof_each_fail() {
        FaultRunResult lost = outcome(List.of(SEEN), 0, report(1, 0));
        FaultRunResult withoutEffect =
                outcome(List.of(FaultProof.counted("%,d processes were killed", 0)), 0, report(0, 0));
        FaultRunResult withoutAlarm =
                outcome(List.of(SEEN, new FaultProof("the alarm counted", false)), 0, report(0, 0));
        FaultRunResult withoutProofs = outcome(List.of(), 0, report(0, 0));

        assertThat(List.of(lost, withoutEffect, withoutAlarm, withoutProofs))
                .allSatisfy(outcome ->
                        assertThat(ChaosCommand.verdict(List.of(HELD, outcome))).isEqualTo(1));
    }

    @Test
    void the_books_must_lack_exactly_what_was_deleted() {
        assertThat(outcome(List.of(SEEN), 40, report(0, 40)).held()).isTrue();
        assertThat(outcome(List.of(SEEN), 40, report(0, 39)).held()).isFalse();
        assertThat(outcome(List.of(SEEN), 40, report(0, 0)).held()).isFalse();
        assertThat(outcome(List.of(SEEN), 0, report(0, 40)).held()).isFalse();
    }

    private static FaultRunResult outcome(List<FaultProof> proofs, long deleted, DemoReport report) {
        return new FaultRunResult("redis-gone", "Redis was killed", proofs, deleted, report);
    }

    private static DemoReport report(long lost, long unaccounted) {
        return new DemoReport(
                new DemoReport.Violations(lost, 0, 0, 0, 0, 0),
                new DemoReport.HeldSamples(9, 0),
                unaccounted,
                0,
                new DemoReport.Volume(1, 1, 1, 1),
                1,
                false,
                List.of(),
                List.of());
    }
}
