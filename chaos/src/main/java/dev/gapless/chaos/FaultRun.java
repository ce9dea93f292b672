package dev.gapless.chaos;

import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.demo.DemoOptions;
import dev.gapless.standalone.demo.DemoOptions.Disturbance;
import dev.gapless.standalone.demo.DemoReport;
import dev.gapless.standalone.demo.DemoRun;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteHome;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The demo's run, with one fault in its middle; judged by the same truth. */
final class FaultRun implements Disturbance {

    private enum Stage {
        BEFORE,
        STRUCK,
        AFTER
    }

    private final String label;
    private final SuiteFault fault;
    private final SuiteHome home;
    private final Duration duration;
    private final PrintStream out;
    private Stage stage = Stage.BEFORE;

    /** @param duration as asked for */
    FaultRun(String label, SuiteFault fault, SuiteHome home, Duration duration, PrintStream out) {
        this.label = label;
        this.fault = fault;
        this.home = home;
        this.duration = duration.multipliedBy(fault.stretch());
        this.out = out;
    }

    FaultRunResult run() throws IOException, InterruptedException, SQLException {
        try {
            fault.prepare();
            DemoReport report = new DemoRun(
                            fault.world(DemoOptions.standard(home, duration, out, false))
                                    .shapedBy(fault::shape)
                                    .disturbedBy(this),
                            Clock.systemUTC())
                    .run();
            List<FaultProof> proofs = new ArrayList<>(fault.proofs());
            proofs.add(new FaultProof(
                    "%,d samples of held coverage and ledger were taken".formatted(report.heldSamples()),
                    report.heldSamples() >= fault.samples().atLeast()));
            return new FaultRunResult(label, fault.injected(), proofs, fault.foreseenUnaccounted(), report);
        } catch (FaultNotPossibleException e) {
            return FaultRunResult.notRun(label, String.valueOf(e.getMessage()));
        } finally {
            fault.end();
        }
    }

    @Override
    public void look(GaplessSuite suite, double share) throws IOException, InterruptedException {
        switch (stage) {
            case BEFORE -> {
                if (share >= fault.strikesAt()) {
                    out.println("strikes: " + label);
                    fault.strike(suite);
                    stage = Stage.STRUCK;
                }
            }
            case STRUCK -> {
                fault.endure(suite);
                if (share >= fault.healsAt()) {
                    fault.heal(suite);
                    out.println("healed: " + label);
                    stage = Stage.AFTER;
                }
            }
            case AFTER -> fault.watch(suite);
        }
    }

    @Override
    public SamplePlan samples() {
        return fault.samples();
    }

    @Override
    public Duration patience() {
        return fault.patience();
    }

    @Override
    public boolean over() {
        return stage == Stage.AFTER;
    }

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        fault.settled(suite);
    }
}
