package dev.gapless.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.chaos.Outcome.Alarm;
import dev.gapless.standalone.demo.DemoReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Outcome HELD = new Outcome("redis-gone", 1, Alarm.NAMED, report(0), null);

    @Test
    void a_fault_that_could_not_be_made_is_no_pass() {
        Outcome notRun = new Outcome("slow-fsync", 0, Alarm.NOT_WANTED, null, "no strace");

        assertThat(ChaosCommand.verdict(List.of(HELD))).isZero();
        assertThat(ChaosCommand.verdict(List.of(HELD, notRun))).isEqualTo(3);
        assertThat(ChaosCommand.verdict(List.of(notRun))).isEqualTo(3);
    }

    @Test
    void a_loss_a_fault_without_effect_and_a_missing_alarm_each_fail() {
        Outcome lost = new Outcome("redis-gone", 1, Alarm.NAMED, report(1), null);
        Outcome withoutEffect = new Outcome("redis-gone", 0, Alarm.NAMED, report(0), null);
        Outcome withoutAlarm = new Outcome("disk-full", 1, Alarm.MISSING, report(0), null);

        assertThat(List.of(lost, withoutEffect, withoutAlarm))
                .allSatisfy(outcome ->
                        assertThat(ChaosCommand.verdict(List.of(HELD, outcome))).isEqualTo(1));
    }

    private static DemoReport report(long lost) {
        return new DemoReport(lost, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 1, 1, 1, 1, false, List.of(), List.of());
    }
}
