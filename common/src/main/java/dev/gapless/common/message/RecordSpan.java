package dev.gapless.common.message;

/**
 * Captured records of one partition that a coverage report stands on. The topic follows from the report's path.
 *
 * @param partition of the captured topic, from 0
 * @param first offset of the first record that the window ever stood on
 * @param next the floor that the report needs: it is held once all records below this offset are decided
 */
public record RecordSpan(int partition, long first, long next) {

    public RecordSpan {
        if (partition < 0 || first < 0 || first > next) {
            throw new IllegalArgumentException(
                    "partition %d, offsets %d to %d (expected: partition >= 0, 0 <= first <= next)"
                            .formatted(partition, first, next));
        }
    }
}
