package dev.gapless.checkpoint.longrunning.recovery;

import dev.gapless.checkpoint.longrunning.operations.OperationStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** How many operations no replica holds, as last counted. Not a number until it was counted once. */
final class RecoveryGauges {

    private final OperationStore operations;
    private final Duration age;
    private final AtomicReference<Double> last = new AtomicReference<>(Double.NaN);

    RecoveryGauges(OperationStore operations, Duration age, MeterRegistry meters) {
        this.operations = operations;
        this.age = age;
        meters.gauge("gapless.operations.orphaned", last, AtomicReference::get);
    }

    void refresh() {
        last.set((double) operations.orphaned(age));
    }
}
