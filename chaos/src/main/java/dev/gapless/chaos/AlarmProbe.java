package dev.gapless.chaos;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;

/** A metric of the checkpoint service that must count when the fault has struck. */
final class AlarmProbe {

    private final ServicePages pages = new ServicePages();
    private final String lines;
    private boolean counted;

    /** @param lines how the metric's lines begin */
    AlarmProbe(String lines) {
        this.lines = lines;
    }

    void look(GaplessSuite suite) throws IOException, InterruptedException {
        counted = counted || pages.sum(suite, SuiteService.CHECKPOINT, lines) > 0;
    }

    FaultProof proof() {
        return new FaultProof("the alarm %s counted".formatted(lines), counted);
    }
}
