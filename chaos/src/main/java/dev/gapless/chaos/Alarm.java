package dev.gapless.chaos;

import dev.gapless.standalone.suite.Service;
import dev.gapless.standalone.suite.Suite;
import java.io.IOException;

/** A metric of the checkpoint service that must count when the fault has struck. */
final class Alarm {

    private final ServicePages pages = new ServicePages();
    private final String lines;
    private boolean counted;

    /** @param lines how the metric's lines begin */
    Alarm(String lines) {
        this.lines = lines;
    }

    void look(Suite suite) throws IOException, InterruptedException {
        counted = counted || pages.sum(suite, Service.CHECKPOINT, lines) > 0;
    }

    Proof proof() {
        return new Proof("the alarm %s counted".formatted(lines), counted);
    }
}
