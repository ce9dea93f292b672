package dev.gapless.chaos;

import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.demo.DemoOptions;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Something that befalls a running suite or its servers. Struck once, healed once; it collects its own proofs. */
interface SuiteFault {

    /** The share of the run that is over when it strikes, 0 to 1. */
    default double strikesAt() {
        return 0.3;
    }

    /** The share of the run that is over when it is healed, 0 to 1. */
    default double healsAt() {
        return 0.6;
    }

    /** How many times as long as asked for the run has to last. */
    default int stretch() {
        return 1;
    }

    /** How the suite has to be started for it. */
    default SuiteOptions shape(SuiteOptions options) {
        return options;
    }

    /** How often held coverage is compared with the ledger. */
    default SamplePlan samples() {
        return SamplePlan.OCCASIONAL;
    }

    /** How long coverage may take to settle once events have ended. */
    default Duration patience() {
        return Duration.ofSeconds(90);
    }

    /** What the run is made of otherwise. */
    default DemoOptions world(DemoOptions options) {
        return options;
    }

    /** Before the servers start. @throws FaultNotPossibleException where this machine cannot be made to fail so */
    default void prepare() throws IOException, InterruptedException {}

    void strike(GaplessSuite suite) throws IOException, InterruptedException;

    /** Called every second between {@link #strike} and {@link #heal}. */
    default void endure(GaplessSuite suite) throws IOException, InterruptedException {}

    void heal(GaplessSuite suite) throws IOException, InterruptedException;

    /** Called every second after {@link #heal} while events are made. */
    default void watch(GaplessSuite suite) throws IOException, InterruptedException {}

    /** Called once, when the suite has settled. */
    default void settled(GaplessSuite suite) throws IOException, InterruptedException {}

    /** What it did, with its figures. */
    String injected();

    /** What must have been seen; a run that lacks one of them has shown nothing. */
    List<FaultProof> proofs();

    /** Records that the books lack in the end by this fault's own doing. */
    default long foreseenUnaccounted() {
        return 0;
    }

    /** Takes back whatever of it is left. */
    default void end() throws IOException, InterruptedException {}
}
