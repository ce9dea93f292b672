package dev.gapless.chaos;

import dev.gapless.standalone.demo.DemoOptions;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The upstream does in a run what upstreams do in a month; the suite and its servers are left alone. */
final class OperatorsMonth implements SuiteFault {

    private final ServicePages pages = new ServicePages();
    private long disconnects;
    private long cuts;

    @Override
    public DemoOptions world(DemoOptions options) {
        return options.withOperatorsMonth();
    }

    @Override
    public int stretch() {
        return 2;
    }

    /** A listing that says its window is gone is asked three times. */
    @Override
    public Duration patience() {
        return Duration.ofMinutes(4);
    }

    @Override
    public void strike(GaplessSuite suite) {}

    @Override
    public void heal(GaplessSuite suite) {}

    @Override
    public void settled(GaplessSuite suite) throws IOException, InterruptedException {
        disconnects = (long) pages.sum(suite, SuiteService.CAPTURE, "gapless_capture_disconnects_total");
        cuts = DatabaseTables.number(suite, "select count(*) from checkpoint.coverage_retraction");
    }

    @Override
    public String injected() {
        return "items of 0.9 MB, U+0000 in texts, renamed events, a silent path, a clock that was set back, limits told with 403, listings that were gone for a while";
    }

    @Override
    public List<FaultProof> proofs() {
        return List.of(
                FaultProof.counted("%,d connections ended", disconnects),
                FaultProof.counted("%,d ranges were taken back", cuts));
    }
}
