package dev.gapless.chaos;

import dev.gapless.standalone.demo.DemoReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fault run came to.
 *
 * @param injected what was done
 * @param proofs what must have been seen
 * @param foreseen records that the books lack by the fault's own doing
 * @param report null when the fault cannot be made here
 */
record FaultRunResult(
        String fault,
        String injected,
        List<FaultProof> proofs,
        long foreseen,
        @Nullable DemoReport report) {

    FaultRunResult {
        proofs = List.copyOf(proofs);
    }

    static FaultRunResult notRun(String fault, String why) {
        return new FaultRunResult(fault, why, List.of(), 0, null);
    }

    boolean run() {
        return report != null;
    }

    /** The sandbox's own faults are a background here: a run in which some did not come about is no void one. */
    boolean held() {
        return report != null
                && report.keptBut(foreseen)
                && !proofs.isEmpty()
                && proofs.stream().allMatch(FaultProof::seen);
    }
}
