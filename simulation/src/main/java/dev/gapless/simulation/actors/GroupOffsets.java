package dev.gapless.simulation.actors;

import dev.gapless.simulation.kafka.LogEntry;
import dev.gapless.simulation.kafka.SimulatedTopic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far the processors' group is, by the log's own word, and which history may be decided and not published. */
public final class GroupOffsets {

    private final Map<String, Long> next = new HashMap<>();
    private final Map<Integer, Long> doubtUntil = new HashMap<>();

    /** Null when the log has no offset of the group. */
    @Nullable
    Long next(SimulatedTopic topic, int partition) {
        return next.get(topic + "-" + partition);
    }

    /** Up to where history of the partition is in doubt; 0 when it is not. */
    long doubtUntil(int partition) {
        return doubtUntil.getOrDefault(partition, 0L);
    }

    /** The ledger knows better what is published. */
    void know(SimulatedTopic topic, int partition, long published) {
        next.merge(topic + "-" + partition, published, Math::max);
    }

    void ended(List<LogEntry> entries) {
        entries.forEach(entry -> next.merge(entry.topic() + "-" + entry.partition(), entry.offset() + 1, Math::max));
    }

    /** These are about to be decided. */
    void announce(List<LogEntry> history) {
        history.forEach(entry -> doubtUntil.merge(entry.partition(), entry.offset() + 1, Math::max));
    }

    /** The log keeps nothing of a group that was without members for long. */
    public void forget() {
        next.clear();
        doubtUntil.clear();
    }
}
