package dev.gapless.scheduler.recovery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recovery for operators.
 *
 * @param phase name of the present phase
 * @param through the last account whose capture is released in it; null unless it goes by batches
 * @param detail why it is held or paused: each gate with its figure
 * @param leftSeconds until its end if all gates pass; further batches of accounts are not counted
 */
record RecoveryRunView(
        String id,
        String stop,
        RecoveryRunState state,
        String phase,
        List<String> phases,
        @Nullable String through,
        @Nullable String detail,
        long leftSeconds,
        List<RecoveryEvent> events) {

    static RecoveryRunView of(RecoveryRun run, List<RecoveryEvent> events, Instant now) {
        return new RecoveryRunView(
                run.id(),
                run.stop(),
                run.state(),
                run.present().name(),
                run.phases().stream().map(RecoveryPhase::name).toList(),
                run.through(),
                run.detail(),
                run.left(now).toSeconds(),
                events);
    }
}
