package dev.gapless.chaos;

import dev.gapless.standalone.demo.DemoReport;
import org.jspecify.annotations.Nullable;

/**
 * What a fault run came to.
 *
 * @param fired how often the fault took effect
 * @param alarmed true when the service named the cause while it lasted, or need not
 * @param report null when the fault cannot be made here
 * @param remark why not
 */
record Outcome(
        String fault,
        long fired,
        boolean alarmed,
        @Nullable DemoReport report,
        @Nullable String remark) {

    /** The sandbox's own faults are a background here: a run in which some did not come about is no void one. */
    boolean passed() {
        return report == null || (report.kept() && fired > 0 && alarmed);
    }
}
