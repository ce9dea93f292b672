package dev.gapless.scheduler.costs;

import dev.gapless.common.message.MiningProgress;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts in memory and writes now and then, so that a slice costs no statement. Safe for many threads. */
public final class MiningCostMeter {

    private final MiningCostLedger ledger;
    private final MeterRegistry meters;
    private final ConcurrentMap<MiningCostKey, MiningCounts> counted = new ConcurrentHashMap<>();

    MiningCostMeter(MiningCostLedger ledger, MeterRegistry meters) {
        this.ledger = ledger;
        this.meters = meters;
    }

    /** @param now decides the day */
    public void note(MiningProgress slice, MiningWork work, Instant now) {
        MiningCostKey key = new MiningCostKey(
                now.atOffset(ZoneOffset.UTC).toLocalDate(),
                slice.stream().source(),
                slice.stream().account(),
                work);
        add(key, new MiningCounts(1, slice.pages(), slice.items()));
        meters.counter("gapless.cost.calls", "source", key.source(), "work", work.name())
                .increment(slice.pages());
        meters.counter("gapless.cost.items", "source", key.source(), "work", work.name())
                .increment((double) slice.items());
    }

    private void add(MiningCostKey key, MiningCounts more) {
        counted.merge(key, more, MiningCounts::plus);
    }

    /** What cannot be written is kept for the next time. */
    void write() {
        for (MiningCostKey key : counted.keySet()) {
            MiningCounts counts = counted.remove(key);
            if (counts == null) {
                continue;
            }
            boolean written = false;
            try {
                ledger.add(key, counts);
                written = true;
            } finally {
                if (!written) {
                    add(key, counts);
                }
            }
        }
    }
}
