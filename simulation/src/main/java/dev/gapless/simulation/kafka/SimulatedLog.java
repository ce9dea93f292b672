package dev.gapless.simulation.kafka;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.RecordPlace;
import dev.gapless.simulation.faults.FaultInjector;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.time.SeededRandom;
import dev.gapless.simulation.time.SimulatedNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * The log. What a producer sends to one partition arrives in its order; acknowledgements come in order within a
 * partition and in none between partitions. What is on its way when its producer dies arrives, or not.
 */
public final class SimulatedLog {

    /** The longest value of a captured record that the log takes, in bytes. */
    public static final int MAX_RECORD = 800;

    private static final long MILLI = 1_000;
    private static final long SECOND = 1_000_000;

    private record Place(SimulatedTopic topic, int partition) {}

    /** Receives the outcome of a send: where the log has the record, or why it is not known to have it. */
    @FunctionalInterface
    public interface Callback {
        void done(@Nullable RecordPlace place, @Nullable Exception failure);
    }

    private record Way(String producer, Place place) {}

    private final SeededRandom chance;
    private final FaultInjector chaos;
    private final Consumer<LogEntry> kept;
    private final Map<Place, List<LogEntry>> partitions = new HashMap<>();
    private final Map<Place, Long> begins = new HashMap<>();
    private final Map<SimulatedTopic, Integer> added = new EnumMap<>(SimulatedTopic.class);
    private final Map<Way, Long> lastArrival = new HashMap<>();
    private final Map<Way, Long> lastAnswer = new HashMap<>();

    /** @param kept is told of each record when the log has it */
    public SimulatedLog(SeededRandom chance, FaultInjector chaos, Consumer<LogEntry> kept) {
        this.chance = chance;
        this.chaos = chaos;
        this.kept = kept;
    }

    /** @param done called in the producer's process, once */
    public void send(SimulatedNode producer, SimulatedTopic topic, String key, Object value, Callback done) {
        Place place = place(topic, key);
        Way way = new Way(producer.name(), place);
        long now = producer.loop().now();
        long arrival = Math.max(lastArrival.getOrDefault(way, 0L), now + chance.between(MILLI / 2, 6 * MILLI));
        lastArrival.put(way, arrival);
        boolean tooLong = value instanceof CapturedRecord record && record.value().length > MAX_RECORD;
        boolean lost = tooLong || chaos.strikes(FaultKind.RECORD_LOST);
        boolean unheard = !lost && chaos.strikes(FaultKind.ACK_LOST);
        boolean onTheWire = chance.oneIn(2);
        int life = producer.incarnation();
        AtomicReference<RecordPlace> appended = new AtomicReference<>();
        producer.loop().after(arrival - now, () -> {
            if (!lost && (onTheWire || producer.incarnation() == life)) {
                appended.set(append(place, key, value));
            }
        });
        long wait = chaos.strikes(FaultKind.ACK_LATE)
                ? chance.between(SECOND, 20 * SECOND)
                : chance.between(MILLI / 2, 12 * MILLI);
        long answer = Math.max(lastAnswer.getOrDefault(way, 0L), arrival + wait);
        lastAnswer.put(way, answer);
        Exception failure = tooLong ? new RecordTooLargeException(key) : lost || unheard ? new LostException() : null;
        producer.after(answer - now, () -> {
            producer.reached("log.acknowledged");
            done.done(failure == null ? appended.get() : null, failure);
        });
    }

    /** Without a way that anything could happen on: for what is simulated as one step. */
    public void append(SimulatedTopic topic, String key, Object value) {
        append(place(topic, key), key, value);
    }

    private Place place(SimulatedTopic topic, String key) {
        return new Place(topic, Math.floorMod(key.hashCode(), partitions(topic)));
    }

    public int partitions(SimulatedTopic topic) {
        return topic.partitions() + added.getOrDefault(topic, 0);
    }

    /** The topic gets another partition; what comes from now on is spread over all. */
    public void addPartition(SimulatedTopic topic) {
        added.merge(topic, 1, Integer::sum);
    }

    private RecordPlace append(Place place, String key, Object value) {
        List<LogEntry> partition = partitions.computeIfAbsent(place, any -> new ArrayList<>());
        LogEntry entry = new LogEntry(place.topic(), place.partition(), partition.size(), key, value);
        partition.add(entry);
        kept.accept(entry);
        return new RecordPlace(entry.partition(), entry.offset());
    }

    /** At most so many from that offset on. */
    public List<LogEntry> read(SimulatedTopic topic, int partition, long from, int most) {
        List<LogEntry> all = partitions.getOrDefault(new Place(topic, partition), List.of());
        int begin = (int) Math.min(Math.max(from, start(topic, partition)), all.size());
        return List.copyOf(all.subList(begin, begin + Math.min(all.size() - begin, most)));
    }

    /** The first offset that the log still has. */
    public long start(SimulatedTopic topic, int partition) {
        return begins.getOrDefault(new Place(topic, partition), 0L);
    }

    /** @return what the log has below that offset, and has no longer after this */
    public List<LogEntry> expire(SimulatedTopic topic, int partition, long below) {
        Place place = new Place(topic, partition);
        long start = start(topic, partition);
        List<LogEntry> all = partitions.getOrDefault(place, List.of());
        List<LogEntry> gone = List.copyOf(all.subList((int) start, (int) Math.max(start, Math.min(below, all.size()))));
        begins.merge(place, Math.min(below, all.size()), Math::max);
        return gone;
    }

    public long end(SimulatedTopic topic, int partition) {
        return partitions.getOrDefault(new Place(topic, partition), List.of()).size();
    }
}
