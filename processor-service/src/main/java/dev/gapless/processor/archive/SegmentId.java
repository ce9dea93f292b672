package dev.gapless.processor.archive;

import java.util.UUID;

/**
 * Names a segment by where it begins, so that one that is written again takes its own place.
 *
 * @param topicId Kafka's id of the topic, which one made anew under the same name does not share
 * @param first offset of its first record
 */
record SegmentId(String topic, UUID topicId, int partition, long first) {

    static final String RECORDS = ".records.zst";
    static final String INDEX = ".index.json";

    String records() {
        return name() + RECORDS;
    }

    /** Written last: a segment without is not there yet. */
    String index() {
        return name() + INDEX;
    }

    private String name() {
        return "%s/%s/%05d/%020d".formatted(topic, topicId, partition, first);
    }
}
