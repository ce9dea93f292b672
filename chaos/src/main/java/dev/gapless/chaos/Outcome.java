package dev.gapless.chaos;

import dev.gapless.standalone.demo.DemoReport;
import org.jspecify.annotations.Nullable;

/**
 * What a fault run came to.
 *
 * @param fired how often the fault took effect
 * @param alarm whether the service named the cause
 * @param report null when the fault cannot be made here
 * @param remark why not
 */
record Outcome(
        String fault,
        long fired,
        Alarm alarm,
        @Nullable DemoReport report,
        @Nullable String remark) {

    enum Alarm {
        NAMED,
        MISSING,
        NOT_WANTED
    }

    boolean run() {
        return report != null;
    }

    /** The sandbox's own faults are a background here: a run in which some did not come about is no void one. */
    boolean held() {
        return report != null && report.kept() && fired > 0 && alarm != Alarm.MISSING;
    }
}
