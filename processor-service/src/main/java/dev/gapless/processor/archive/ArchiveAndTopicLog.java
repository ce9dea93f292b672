package dev.gapless.processor.archive;

import dev.gapless.processor.capturedlog.CapturedTopics;
import dev.gapless.processor.capturedlog.RawLog;
import dev.gapless.processor.capturedlog.RecordSelection;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/** What the topics have let go from the archive, and the rest from the topics: each record once. */
final class ArchiveAndTopicLog implements RawLog {

    private final ArchivedRecords archive;
    private final CapturedTopics topics;

    ArchiveAndTopicLog(ArchivedRecords archive, CapturedTopics topics) {
        this.archive = archive;
        this.topics = topics;
    }

    @Override
    public void read(RecordSelection selection, Reader reader) throws InterruptedException {
        Map<String, UUID> ids = topics.ids();
        Map<TopicPartition, Long> beginnings = topics.beginnings();
        archive.read(
                selection,
                (segment, offset) -> {
                    Long beginning = beginnings.get(new TopicPartition(segment.topic(), segment.partition()));
                    boolean retained = segment.topicId().equals(ids.get(segment.topic()))
                            && beginning != null
                            && offset >= beginning;
                    return !retained;
                },
                reader);
        topics.read(selection, reader);
    }
}
