package dev.gapless.checkpoint.recovery;

import java.time.Duration;
import java.util.List;

/**
 * What is left lying now.
 *
 * @param actions in the order in which a plan carries them out
 * @param interrupted unfinished checkpoints that stand still
 * @param orphaned operations
 * @param stuckGaps of the scheduler; those that it knows are in {@code actions}
 * @param gapsKnown false while the scheduler does not answer: there may be more
 * @param refused checkpoints of a later release, which are left alone
 */
record RecoveryAnalysis(
        List<RecoveryAction> actions,
        int interrupted,
        int orphaned,
        int stuckGaps,
        boolean gapsKnown,
        List<String> refused) {

    RecoveryAnalysis {
        actions = List.copyOf(actions);
        refused = List.copyOf(refused);
    }

    /** Until all is well again, one after another. */
    Duration estimate() {
        return actions.stream().map(RecoveryAction::estimate).reduce(Duration.ZERO, Duration::plus);
    }
}
