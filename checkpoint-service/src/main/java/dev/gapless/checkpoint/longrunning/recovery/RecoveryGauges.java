package dev.gapless.checkpoint.longrunning.recovery;

import dev.gapless.checkpoint.longrunning.operations.OperationStore;
import dev.gapless.common.metrics.TaggedGauges;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Operations by kind and state, and how many no replica holds, as last counted. The latter begins as not a number. */
final class RecoveryGauges {

    private final OperationStore operations;
    private final Duration age;
    private final AtomicReference<Double> last = new AtomicReference<>(Double.NaN);
    private final TaggedGauges counts;

    RecoveryGauges(OperationStore operations, Duration age, MeterRegistry meters) {
        this.operations = operations;
        this.age = age;
        this.counts = TaggedGauges.ofAmounts(meters, "gapless.operations", "open operations, and failed ones of a day");
        meters.gauge("gapless.operations.orphaned", last, AtomicReference::get);
    }

    void refresh() {
        last.set((double) operations.orphaned(age));
        Map<Tags, Double> figures = new HashMap<>();
        for (OperationKind kind : OperationKind.values()) {
            figures.put(tags(kind, OperationState.RUNNING), 0.0);
        }
        operations
                .counts()
                .forEach(count -> figures.put(tags(count.kind(), count.state()), (double) count.operations()));
        counts.show(figures);
    }

    private static Tags tags(OperationKind kind, OperationState state) {
        return Tags.of("kind", kind.name(), "state", state.name());
    }
}
