package dev.gapless.chaos;

import dev.gapless.standalone.check.SamplePlan;
import dev.gapless.standalone.demo.DemoOptions;
import dev.gapless.standalone.suite.GaplessSuite;
import java.io.IOException;
import java.util.List;

/** No fault but a load: 252,000 versions of history are mined while events go on. */
final class LargeBackfill implements SuiteFault {

    private static final int ITEMS_PER_ACCOUNT = 4_200;
    private static final int LEAST = 200_000;

    private long items;

    @Override
    public SamplePlan samples() {
        return SamplePlan.DENSE;
    }

    @Override
    public DemoOptions world(DemoOptions options) {
        return options.withHistory(ITEMS_PER_ACCOUNT);
    }

    @Override
    public void strike(GaplessSuite suite) {}

    @Override
    public void heal(GaplessSuite suite) {}

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        items = DatabaseTables.number(suite, "select count(*) from checkpoint.item");
    }

    @Override
    public String injected() {
        return "%,d versions an account stood in the history".formatted(ITEMS_PER_ACCOUNT);
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(new FaultProof("the ledger has %,d items".formatted(items), items >= LEAST));
    }
}
