package dev.gapless.processor.offsets;

import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.FloorRequest.Partition;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.common.message.ParkedSources;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.commit.FloorBehindException;
import dev.gapless.processor.commit.FloorClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far each owned partition is processed, and what became of its records. Two words count: what Kafka has of the
 * group's offsets says what is published, and the ledger's floor says what is decided. Where the floor is the lower
 * one, the ledger has lost what it had decided. The records in between are decided again and not published again.
 */
public final class PartitionProgress {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** No batch of any configuration holds more records. */
    private static final long LARGEST_BATCH = 10_000;

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> processed = new HashMap<>();
    private final Map<TopicPartition, IntakeCounts> counts = new HashMap<>();
    private final Map<TopicPartition, Long> doubts = new HashMap<>();
    private final Map<TopicPartition, Long> published = new HashMap<>();
    private final Map<TopicPartition, Long> told = new HashMap<>();
    private final Map<TopicPartition, Long> floorsHeld = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> forgotten = new HashMap<>();
    private Map<String, UUID> ids = Map.of();
    private final RecordParking parking = new RecordParking();

    public PartitionProgress(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Goes back to the first record not processed, in all owned partitions. An offset whose transaction has not ended
     * yet is waited for.
     *
     * @param topicIds Kafka's ids of the captured topics, by name
     * @param floors asked once
     */
    public InDoubtRecovery rewind(Map<String, UUID> topicIds, FloorClient floors) throws InterruptedException {
        ids = topicIds;
        processed.clear();
        counts.clear();
        doubts.clear();
        published.clear();
        told.clear();
        floorsHeld.clear();
        forgotten.clear();
        parking.clear();
        Set<TopicPartition> owned = consumer.assignment();
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed = CommittedOffsets.read(consumer, owned);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(owned, TIMEOUT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(owned, TIMEOUT);
        Map<TopicPartition, Long> history = new HashMap<>();
        Map<TopicPartition, Long> live = new HashMap<>();
        List<TopicPartition> partitions = List.copyOf(owned);
        List<Floor> known = floors.of(partitions.stream()
                .map(partition -> {
                    OffsetAndMetadata at = committed.get(partition);
                    return new Partition(
                            partition.topic(),
                            id(partition),
                            partition.partition(),
                            first.getOrDefault(partition, 0L),
                            ends.getOrDefault(partition, 0L),
                            at == null ? null : (Long) at.offset());
                })
                .toList());
        for (int i = 0; i < partitions.size(); i++) {
            TopicPartition partition = partitions.get(i);
            long end = ends.getOrDefault(partition, 0L);
            OffsetAndMetadata next = published(committed.get(partition), known.get(i), end);
            published.put(partition, next.offset());
            counts.put(partition, counts(next));
            note(partition, next);
            long begin = Math.max(
                    first.getOrDefault(partition, 0L),
                    begin(partition, known.get(i).decided()));
            consumer.seek(partition, begin);
            processed.put(partition, begin);
            if (!next.equals(committed.get(partition))) {
                forgotten.put(partition, next);
            }
            if (partition.topic().equals(TopicNames.CAPTURED_LIVE)) {
                live.put(partition, Math.min(end, next.offset() + LARGEST_BATCH));
            } else {
                InDoubtOffset.read(next.metadata()).ifPresent(until -> history.put(partition, Math.min(end, until)));
            }
        }
        return new InDoubtRecovery(consumer, history, live);
    }

    /**
     * The floor, when the ledger has lost something; else behind all that is published. While a source waits, its first
     * record holds the floor: what is decided above it is decided again when the source waits no longer.
     */
    private long begin(TopicPartition partition, long decided) {
        long whole = knownPublished(partition);
        if (decided < whole) {
            return decided;
        }
        long end = published.getOrDefault(partition, whole);
        if (whole < end) {
            floorsHeld.put(partition, whole);
        }
        return end;
    }

    /** Below this offset, all changes of all sources are published. */
    private long knownPublished(TopicPartition partition) {
        long end = published.getOrDefault(partition, 0L);
        return Math.min(end, parking.of(partition).first().orElse(end));
    }

    /**
     * Kafka forgets the offsets of a group that has no member for long, and may be restored from an earlier state. Then
     * the ledger says what is published.
     */
    private static OffsetAndMetadata published(@Nullable OffsetAndMetadata committed, Floor floor, long end) {
        if (committed != null && committed.offset() >= floor.published() && committed.offset() <= end) {
            return committed;
        }
        return new OffsetAndMetadata(Math.min(floor.published(), end));
    }

    /** Offsets of the group that Kafka does not have, or has an earlier state of. */
    public Map<TopicPartition, OffsetAndMetadata> forgotten() {
        return Map.copyOf(forgotten);
    }

    private UUID id(TopicPartition partition) {
        UUID id = ids.get(partition.topic());
        if (id == null) {
            throw new IllegalStateException("topic id of %s: unknown".formatted(partition.topic()));
        }
        return id;
    }

    /** Partitions whose records are published and not decided, by the offset at which that ends. */
    public Map<TopicPartition, Long> undecided() {
        Map<TopicPartition, Long> undecided = new HashMap<>();
        published.forEach((partition, end) -> {
            if (processed.getOrDefault(partition, end) < end) {
                undecided.put(partition, end);
            }
        });
        return undecided;
    }

    /** What the partitions of these runs are decided over, once the runs are. */
    public List<DecidedSpan> spans(List<PartitionRun> runs) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        runs.forEach(run -> ends.put(run.partition(), run.end()));
        List<DecidedSpan> spans = new ArrayList<>(ends.size());
        ends.forEach((partition, end) -> {
            Long held = floorsHeld.get(partition);
            long from = held == null ? processed.getOrDefault(partition, end) : held;
            spans.add(new DecidedSpan(
                    id(partition), partition.partition(), from, held == null ? end : held, knownPublished(partition)));
        });
        return spans;
    }

    /**
     * The runs are decided but for what waits, whose first record holds the floor of its partition from now on.
     *
     * @param parked by partition, what waits after the runs
     */
    public void decided(List<PartitionRun> runs, Map<TopicPartition, ParkedSources> parked) {
        for (PartitionRun run : runs) {
            parked.getOrDefault(run.partition(), ParkedSources.NONE).first().ifPresent(first -> {
                if (first < run.end()) {
                    floorsHeld.putIfAbsent(run.partition(), first);
                }
            });
        }
    }

    /** All records below this offset are decided; they were published before. */
    public void decidedAgain(TopicPartition partition, long end) {
        processed.put(partition, end);
    }

    /** True when something is published that the ledger has not been told of. */
    public boolean hasUntold() {
        return !allKnownPublished().equals(told);
    }

    private Map<TopicPartition, Long> allKnownPublished() {
        Map<TopicPartition, Long> known = new HashMap<>();
        published.keySet().forEach(partition -> known.put(partition, knownPublished(partition)));
        return known;
    }

    /**
     * Tells the ledger what is published.
     *
     * @throws FloorBehindException when the ledger's floor of a partition is below what was decided
     */
    public void tell(FloorClient floors) throws InterruptedException {
        List<TopicPartition> partitions = List.copyOf(published.keySet());
        List<Floor> known = floors.of(partitions.stream()
                .map(partition -> new Partition(
                        partition.topic(), id(partition), partition.partition(), null, null, knownPublished(partition)))
                .toList());
        for (int i = 0; i < partitions.size(); i++) {
            TopicPartition partition = partitions.get(i);
            long decided = floorsHeld.getOrDefault(partition, processed.getOrDefault(partition, 0L));
            if (known.get(i).decided() < decided) {
                throw new FloorBehindException();
            }
        }
        told.putAll(allKnownPublished());
    }

    /**
     * The offsets with the counts of their partitions noted beside them.
     *
     * @param more what is to be added to the counts; partitions without are noted as they stand
     * @param parked what waits from now on; partitions without are noted as they stand
     */
    public Map<TopicPartition, OffsetAndMetadata> counted(
            Map<TopicPartition, OffsetAndMetadata> offsets,
            Map<TopicPartition, IntakeCounts> more,
            Map<TopicPartition, ParkedSources> parked) {
        Map<TopicPartition, OffsetAndMetadata> counted = new HashMap<>();
        offsets.forEach((partition, next) -> {
            IntakeCounts before = counts.getOrDefault(partition, IntakeCounts.from(next.offset()));
            IntakeCounts now = before.plus(more.getOrDefault(partition, IntakeCounts.from(0)));
            String waits = parked.getOrDefault(partition, parking.of(partition)).toNote();
            String note = Stream.of(next.metadata(), now.toNote(), waits)
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.joining(" "));
            counted.put(partition, new OffsetAndMetadata(next.offset(), next.leaderEpoch(), note));
        });
        return counted;
    }

    /** @param offsets as they were committed, with their counts */
    public void advance(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, next) -> {
            processed.put(partition, next.offset());
            published.put(partition, next.offset());
            counts.put(partition, counts(next));
            note(partition, next);
        });
    }

    /** What waits in the owned partitions. */
    public RecordParking parking() {
        return parking;
    }

    /** For records that are published, and that the ledger decides again. */
    public BatchParking parkingAgain() {
        return parking.again(published);
    }

    /** Records of the partition that wait, counted. */
    public long parked(TopicPartition partition) {
        return counts.getOrDefault(partition, IntakeCounts.from(0)).parked();
    }

    /** The committed offset and its doubt as they stand, for a note that changes nothing of them. */
    public OffsetAndMetadata standing(TopicPartition partition) {
        Long until = doubts.get(partition);
        return new OffsetAndMetadata(
                published.getOrDefault(partition, 0L), until == null ? InDoubtOffset.NONE : InDoubtOffset.until(until));
    }

    /** Notes of what waits where it changed, beside the offsets as they stand. */
    public Map<TopicPartition, OffsetAndMetadata> reparked(Map<TopicPartition, ParkedSources> parked) {
        Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
        parked.forEach((partition, sources) -> {
            if (published.containsKey(partition) && !sources.equals(parking.of(partition))) {
                changed.put(partition, standing(partition));
            }
        });
        return counted(changed, Map.of(), parked);
    }

    /** @param offsets as they were committed; what is decided does not move */
    public void noted(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach(this::note);
    }

    /** As noted in Kafka: by partition, the first offset not in doubt. */
    public Map<TopicPartition, Long> doubts() {
        return Map.copyOf(doubts);
    }

    private void note(TopicPartition partition, OffsetAndMetadata next) {
        OptionalLong until = InDoubtOffset.read(next.metadata());
        if (until.isPresent()) {
            doubts.put(partition, until.getAsLong());
        } else {
            doubts.remove(partition);
        }
        parking.note(partition, next.metadata());
    }

    /** First offset not processed, by partition. */
    public Map<TopicPartition, Long> processed() {
        return Map.copyOf(processed);
    }

    private static IntakeCounts counts(OffsetAndMetadata next) {
        return IntakeCounts.read(next.metadata()).orElseGet(() -> IntakeCounts.from(next.offset()));
    }
}
