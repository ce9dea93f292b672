package dev.gapless.checkpoint.recovery;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;

/** How much is left lying, as last counted. */
final class RecoveryGauges {

    /** Not a number until it was counted once. */
    private record Counted(double lag, double orphaned, double readiness) {
        static final Counted NOTHING = new Counted(Double.NaN, Double.NaN, Double.NaN);
    }

    private final StalledCheckpointFinder leftLying;
    private final RecoveryAnalyzer analyst;
    private final AtomicReference<Counted> last = new AtomicReference<>(Counted.NOTHING);

    RecoveryGauges(StalledCheckpointFinder leftLying, RecoveryAnalyzer analyst, MeterRegistry meters) {
        this.leftLying = leftLying;
        this.analyst = analyst;
        meters.gauge("gapless.checkpoint.lag.seconds", last, now -> now.get().lag());
        meters.gauge("gapless.operations.orphaned", last, now -> now.get().orphaned());
        meters.gauge(
                "gapless.recovery.readiness.seconds", last, now -> now.get().readiness());
    }

    void refresh() {
        RecoveryAnalysis analysis = analyst.analyse();
        last.set(new Counted(
                leftLying.lagSeconds(), analysis.orphaned(), analysis.estimate().toSeconds()));
    }
}
