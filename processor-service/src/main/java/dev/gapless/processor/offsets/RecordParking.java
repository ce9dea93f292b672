package dev.gapless.processor.offsets;

import dev.gapless.common.message.ParkedSources;
import dev.gapless.common.message.ParkedSources.Place;
import dev.gapless.common.message.TopicNames;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where in the owned partitions records wait for their source's manifest, by Kafka's own word. Used by one thread. */
public final class RecordParking {

    /** Records that wait and come next of their source. */
    public record Arrears(TopicPartition partition, String source, Place place) {}

    private record Turn(int partition, String source) implements Comparable<Turn> {

        private static final Comparator<Turn> ORDER =
                Comparator.comparingInt(Turn::partition).thenComparing(Turn::source);

        @Override
        public int compareTo(Turn other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<TopicPartition, ParkedSources> parked = new HashMap<>();
    private @Nullable Turn last;

    void clear() {
        parked.clear();
    }

    /** @param note as it stands beside the partition's committed offset */
    void note(TopicPartition partition, String note) {
        ParkedSources sources = ParkedSources.read(note);
        if (sources.isEmpty()) {
            parked.remove(partition);
        } else {
            parked.put(partition, sources);
        }
    }

    public ParkedSources of(TopicPartition partition) {
        return parked.getOrDefault(partition, ParkedSources.NONE);
    }

    /** For a batch to be decided. */
    public BatchParking during(Map<TopicPartition, Long> inDoubt) {
        return new BatchParking(parked, inDoubt);
    }

    /**
     * For records to be decided again.
     *
     * @param published by partition, below which offset all is published but for what waits
     */
    BatchParking again(Map<TopicPartition, Long> published) {
        return BatchParking.again(parked, published);
    }

    /** By source, in how many partitions of both topics its records wait. */
    public Map<String, Integer> partitionsBySource() {
        Map<String, Integer> count = new HashMap<>();
        parked.values()
                .forEach(sources -> sources.places().keySet().forEach(source -> count.merge(source, 1, Integer::sum)));
        return count;
    }

    /**
     * What comes next, of one source after the other. Of one source's records of a partition number, those come first
     * that may be decided and not published, then live ones.
     *
     * @param available whether a source's manifest can be had
     */
    public Optional<Arrears> next(Predicate<String> available) {
        TreeMap<Turn, Arrears> first = new TreeMap<>();
        parked.forEach((partition, sources) -> sources.places().forEach((source, place) -> {
            if (available.test(source)) {
                first.merge(
                        new Turn(partition.partition(), source),
                        new Arrears(partition, source, place),
                        RecordParking::earlier);
            }
        }));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Map.Entry<Turn, Arrears> next = last == null ? null : first.higherEntry(last);
        Map.Entry<Turn, Arrears> chosen = next == null ? first.firstEntry() : next;
        last = chosen.getKey();
        return Optional.of(chosen.getValue());
    }

    private static Arrears earlier(Arrears one, Arrears other) {
        if (one.place().inDoubt() != other.place().inDoubt()) {
            return one.place().inDoubt() ? one : other;
        }
        return one.partition().topic().equals(TopicNames.CAPTURED_LIVE) ? one : other;
    }
}
