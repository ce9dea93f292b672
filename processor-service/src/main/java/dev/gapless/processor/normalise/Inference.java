package dev.gapless.processor.normalise;

import dev.gapless.common.connector.Extraction;

/**
 * A record as it was read, and what we ourselves had inferred of its item.
 *
 * @param revival how often a burial of the version had been undone, as the record's writer knew
 */
record Inference(Extraction extraction, int revival) {

    /** What a source said, or what cannot be read. */
    static Inference none(Extraction extraction) {
        return new Inference(extraction, 0);
    }
}
