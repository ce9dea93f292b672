package dev.gapless.simulation.stops;

import dev.gapless.common.message.ControlSnapshot;
import dev.gapless.simulation.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/** The compacted topic of stops. A reader that begins anew finds all records, or the last one only. */
final class ControlTopic {

    private final SeededRandom chance;
    private final List<ControlSnapshot> records = new ArrayList<>();

    ControlTopic(SeededRandom chance) {
        this.chance = chance;
    }

    void append(ControlSnapshot snapshot) {
        records.add(snapshot);
    }

    /** Where a reader finds its first record. */
    int beginning() {
        return records.isEmpty() || chance.oneIn(2) ? 0 : records.size() - 1;
    }

    int end() {
        return records.size();
    }

    ControlSnapshot record(int offset) {
        return records.get(offset);
    }
}
