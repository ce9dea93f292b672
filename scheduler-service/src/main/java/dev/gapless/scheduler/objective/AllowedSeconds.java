package dev.gapless.scheduler.objective;

/**
 * Stream-seconds, and how many of them may be late.
 *
 * @param allowed of what is due, by the targets of the streams
 */
record AllowedSeconds(double due, double late, double allowed) {

    static final AllowedSeconds NONE = new AllowedSeconds(0, 0, 0);

    private static final double SAME = 1e-12;

    static AllowedSeconds of(ObjectiveSeconds seconds, double target) {
        return new AllowedSeconds(seconds.due(), seconds.late(), (1 - target) * seconds.due());
    }

    AllowedSeconds plus(AllowedSeconds more) {
        return new AllowedSeconds(due + more.due, late + more.late, allowed + more.allowed);
    }

    /**
     * The target of all together.
     *
     * @param usual that of the settings, which is told exactly when it is this one
     */
    double target(double usual) {
        double target = due == 0 ? usual : 1 - allowed / due;
        return Math.abs(target - usual) < SAME ? usual : target;
    }
}
