package dev.gapless.processor.normalise;

import dev.gapless.common.connector.ExtractionResult;

/**
 * A record as it was read, and what we ourselves had inferred of its item.
 *
 * @param revival how often a burial of the version had been undone, as the record's writer knew
 */
record InferredRecord(ExtractionResult extraction, int revival) {

    /** What a source said, or what cannot be read. */
    static InferredRecord none(ExtractionResult extraction) {
        return new InferredRecord(extraction, 0);
    }
}
