package dev.gapless.chaos;

import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.util.List;

/** The processors are stopped for most of the run: what is captured meanwhile is claimed and must not be held. */
final class ProcessorStopped implements SuiteFault {

    private final ServicePages pages = new ServicePages();
    private long claimedStreams;
    private long decided;

    @Override
    public double strikesAt() {
        return 0.2;
    }

    @Override
    public double healsAt() {
        return 0.8;
    }

    @Override
    public SamplePlan samples() {
        return SamplePlan.DENSE;
    }

    @Override
    public void strike(GaplessSuite suite) throws IOException, InterruptedException {
        suite.stop(SuiteService.PROCESSOR);
        decided = items(suite);
    }

    @Override
    public void endure(GaplessSuite suite) throws IOException, InterruptedException {
        long claimed = (long) pages.sum(suite, SuiteService.CHECKPOINT, "gapless_coverage_claimed_streams");
        claimedStreams = Math.max(claimedStreams, claimed);
    }

    @Override
    public void heal(GaplessSuite suite) throws IOException, InterruptedException {
        decided = items(suite) - decided;
        suite.start(SuiteService.PROCESSOR);
    }

    private static long items(GaplessSuite suite) throws IOException, InterruptedException {
        return DatabaseTables.number(suite, "select count(*) from checkpoint.item");
    }

    @Override
    public String injected() {
        return "the processors were stopped from 20 to 80 % of the run";
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(
                FaultProof.counted("%,d streams were claimed and not held at once", claimedStreams),
                new FaultProof("%,d items were decided meanwhile".formatted(decided), decided == 0));
    }
}
