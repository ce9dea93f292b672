package dev.gapless.benchmarks.rig;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.UsageMeter;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * Items that all must be decided alike, in batches which the threads share.
 *
 * @param items a multiple of {@code size}
 * @param size items of a batch
 * @param expected of each
 */
public record ItemBatches(List<Item> items, int size, Decision expected) {

    /** Where a batch is decided. */
    @FunctionalInterface
    public interface Way {
        List<Decision> decide(List<Item> batch) throws InterruptedException;
    }

    /** @throws IllegalStateException when one of them was decided otherwise: then the time says nothing */
    public PartSample measure(UsageMeter meter, String part, Way way) throws Exception {
        List<List<Item>> batches = new ArrayList<>();
        for (int from = 0; from < items.size(); from += size) {
            batches.add(items.subList(from, from + size));
        }
        PartSample sample = meter.measure(
                part,
                () -> LoopThreads.run(index -> {
                    long decided = 0;
                    for (int number = index; number < batches.size(); number += LoopThreads.COUNT) {
                        decided += way.decide(batches.get(number)).stream()
                                .filter(expected::equals)
                                .count();
                    }
                    return decided;
                }));
        if (sample.items() != items.size()) {
            throw new IllegalStateException(
                    "%s: %d %s (expected: %d)".formatted(part, sample.items(), expected, items.size()));
        }
        return sample;
    }
}
