package dev.gapless.standalone.demo;

import java.io.IOException;

/** How a fault of a rehearsal is made in a running suite, and how it is mended. */
interface FaultEffect {

    void make(RehearsalStage stage) throws IOException, InterruptedException;

    void mend(RehearsalStage stage) throws IOException, InterruptedException;
}
