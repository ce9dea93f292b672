package dev.gapless.processor.offsets;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.ParkedSources;
import dev.gapless.common.message.ParkedSources.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Which sources' records wait while a batch is decided. A source waits in a partition number of both topics, or an item
 * would have changes before earlier ones. So from its first record that waits on, all its records of that number do.
 */
public final class BatchParking {

    private record Waiting(int partition, String source) {}

    private final @Nullable Map<TopicPartition, Long> published;
    private final Map<TopicPartition, ParkedSources> parked;
    private final Map<TopicPartition, Long> inDoubt;
    private final Set<Waiting> waiting = new HashSet<>();

    /**
     * @param before as noted in Kafka
     * @param inDoubt by partition, the first offset that is not in doubt
     */
    public BatchParking(Map<TopicPartition, ParkedSources> before, Map<TopicPartition, Long> inDoubt) {
        this(before, inDoubt, null);
    }

    private BatchParking(
            Map<TopicPartition, ParkedSources> before,
            Map<TopicPartition, Long> inDoubt,
            @Nullable Map<TopicPartition, Long> published) {
        this.published = published;
        this.parked = new HashMap<>(before);
        this.inDoubt = Map.copyOf(inDoubt);
        before.forEach((partition, sources) ->
                sources.places().keySet().forEach(source -> waiting.add(new Waiting(partition.partition(), source))));
    }

    /**
     * For records that were decided before, so that only those wait that stand where their source's records wait.
     *
     * @param published by partition, below which offset all is published but for what waits
     */
    static BatchParking again(Map<TopicPartition, ParkedSources> before, Map<TopicPartition, Long> published) {
        return new BatchParking(before, Map.of(), Map.copyOf(published));
    }

    /** True when no record of any source waits. */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    public boolean holds(ConsumerRecord<byte[], byte[]> record) {
        if (published != null) {
            Place place = parked.getOrDefault(OffsetCommits.partition(record), ParkedSources.NONE)
                    .of(source(record));
            return place != null && place.from() <= record.offset();
        }
        return waiting.contains(new Waiting(record.partition(), source(record)));
    }

    /**
     * The record waits from now on.
     *
     * @throws IllegalStateException when so many sources wait in its partition that the note has no room for another
     */
    public ParkedRecord park(ConsumerRecord<byte[], byte[]> record) {
        String source = source(record);
        TopicPartition partition = OffsetCommits.partition(record);
        ParkedSources before = parked.getOrDefault(partition, ParkedSources.NONE);
        Place known = before.of(source);
        if (known == null || known.from() > record.offset()) {
            long until = known == null ? record.offset() : known.inDoubtUntil();
            long doubt = Math.max(until, inDoubt.getOrDefault(partition, 0L));
            ParkedSources now = before.with(
                    source,
                    new Place(
                            record.offset(),
                            Math.max(record.offset(), doubt),
                            publishedUntil(record, partition, known)));
            if (!now.fits()) {
                throw new IllegalStateException(
                        "%s: the records of %d sources wait in %s, and there is no room to note another"
                                .formatted(source, before.places().size(), partition));
            }
            parked.put(partition, now);
        }
        waiting.add(new Waiting(record.partition(), source));
        return new ParkedRecord(record, source);
    }

    /** Of a record that the ledger has lost, all up to where its source waited are published. */
    private long publishedUntil(
            ConsumerRecord<byte[], byte[]> record, TopicPartition partition, @Nullable Place known) {
        if (published == null) {
            return record.offset();
        }
        long until = known == null ? published.getOrDefault(partition, 0L) : known.publishedUntil();
        return Math.max(record.offset(), until);
    }

    /** The spans, each no farther than to the first record of its partition that waits after the batch. */
    public List<DecidedSpan> decided(List<DecidedSpan> spans, Map<String, UUID> topicIds) {
        if (parked.isEmpty()) {
            return spans;
        }
        List<DecidedSpan> decided = new ArrayList<>(spans);
        parked.forEach((partition, sources) -> decided.replaceAll(span ->
                span.partition() == partition.partition() && span.topicId().equals(topicIds.get(partition.topic()))
                        ? before(sources, span)
                        : span));
        return decided;
    }

    private static DecidedSpan before(ParkedSources sources, DecidedSpan span) {
        long to = Math.min(span.to(), sources.first().orElse(span.to()));
        return new DecidedSpan(
                span.topicId(), span.partition(), span.from(), Math.max(span.from(), to), span.published());
    }

    /** By partition, what waits after the batch. */
    public Map<TopicPartition, ParkedSources> after() {
        return Map.copyOf(parked);
    }

    /** As far as the record tells it; else a name that no source has. */
    public static String source(ConsumerRecord<byte[], byte[]> record) {
        Header stream = record.headers().lastHeader(CapturedRecord.STREAM);
        if (stream == null || stream.value() == null) {
            return "";
        }
        byte[] key = stream.value();
        int length = 0;
        while (length < key.length && key[length] != '/') {
            length++;
        }
        return length == key.length ? "" : new String(key, 0, length, StandardCharsets.UTF_8);
    }
}
