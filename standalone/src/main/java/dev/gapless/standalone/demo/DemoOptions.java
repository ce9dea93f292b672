package dev.gapless.standalone.demo;

import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The settings of a run.
 *
 * @param duration from the first account followed to the end of the generator
 * @param portBase first port; 0 for any that are free
 * @param terminal true when {@code out} can be written over
 * @param shape what a test or a fault run changes of the suite; the identity otherwise
 * @param disturbance what else befalls the suite while events are made; nothing as a rule
 * @param inspection what a test looks at once all is settled; nothing otherwise
 */
public record DemoOptions(
        SuiteHome home,
        Duration duration,
        int portBase,
        SandboxWorld world,
        List<PlannedFault> faults,
        PrintStream out,
        boolean terminal,
        UnaryOperator<SuiteOptions> shape,
        Disturbance disturbance,
        Inspection inspection) {

    /** What befalls the suite. */
    @FunctionalInterface
    public interface Disturbance {
        /**
         * Called about once a second while events are made.
         *
         * @param share of the run that is over, 0 to 1
         */
        void look(GaplessSuite suite, double share) throws IOException, InterruptedException;

        /** Whether it has done all it has to do; on a slow machine the run lasts until then. */
        default boolean over() {
            return true;
        }

        /** How often held coverage is compared with the ledger. */
        default SamplePlan samples() {
            return SamplePlan.OCCASIONAL;
        }

        /** How long coverage may take to settle once events have ended. */
        default Duration patience() {
            return Duration.ofSeconds(90);
        }

        /** Called once, when all is settled and before the truth is asked. */
        default void settled(GaplessSuite suite) throws IOException, InterruptedException {}
    }

    /** A look at a settled suite. */
    @FunctionalInterface
    interface Inspection {
        void look(TruthCheck check) throws IOException, InterruptedException, SQLException;
    }

    public DemoOptions {
        faults = List.copyOf(faults);
    }

    /** The world and the faults that {@code ./gapless demo} shows. */
    public static DemoOptions standard(SuiteHome home, Duration duration, PrintStream out, boolean terminal) {
        return new DemoOptions(
                home,
                duration,
                0,
                SandboxWorld.standard(),
                PlannedFault.standard(),
                out,
                terminal,
                UnaryOperator.identity(),
                (suite, share) -> {},
                check -> {});
    }

    /** The same run with more properties of the services, as {@code name=value}. */
    public DemoOptions with(List<String> properties) {
        return shapedBy(options -> options.with(properties));
    }

    /** The same run with a suite that is started otherwise. */
    public DemoOptions shapedBy(UnaryOperator<SuiteOptions> more) {
        return new DemoOptions(
                home,
                duration,
                portBase,
                world,
                faults,
                out,
                terminal,
                options -> more.apply(shape.apply(options)),
                disturbance,
                inspection);
    }

    /** The same run, disturbed. */
    public DemoOptions disturbedBy(Disturbance other) {
        return new DemoOptions(home, duration, portBase, world, faults, out, terminal, shape, other, inspection);
    }

    /** The same run in which held coverage is compared with the ledger as the plan says. */
    public DemoOptions sampledBy(SamplePlan plan) {
        return disturbedBy(new SampledDisturbance(disturbance, plan));
    }

    /** The same run with another number of items per account before it begins. */
    public DemoOptions withHistory(int items) {
        SandboxWorld longer =
                new SandboxWorld(world.seed(), world.accounts(), world.historyDays(), items, world.rate());
        return new DemoOptions(home, duration, portBase, longer, faults, out, terminal, shape, disturbance, inspection);
    }

    /** The same run with the faults of an operator's month in place of the usual ones. */
    public DemoOptions withOperatorsMonth() {
        return new DemoOptions(
                home,
                duration,
                portBase,
                world,
                PlannedFault.operatorsMonth(),
                out,
                terminal,
                shape,
                disturbance,
                inspection);
    }
}
