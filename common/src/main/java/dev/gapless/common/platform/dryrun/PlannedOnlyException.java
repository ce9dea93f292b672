package dev.gapless.common.platform.dryrun;

/** A dry run has come to its end: its transaction is taken back, and the plan is the answer. */
final class PlannedOnlyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CallPlan plan;

    PlannedOnlyException(CallPlan plan) {
        super("dry run of " + plan.call(), null, false, false);
        this.plan = plan;
    }

    CallPlan plan() {
        return plan;
    }
}
