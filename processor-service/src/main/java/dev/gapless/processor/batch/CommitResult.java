package dev.gapless.processor.batch;

import dev.gapless.processor.changes.Change;
import dev.gapless.processor.deadletters.RefusedRecord;
import dev.gapless.processor.offsets.ParkedRecord;
import java.util.List;

/**
 * The result of a batch: each of its records is in one of {@code decided}, {@code refused} and {@code parked}.
 *
 * @param decided what the ledger was asked about
 * @param changes what it accepted, in the order of their records
 * @param parked what waits, because its source's manifest cannot be had
 */
public record CommitResult(
        List<RecordDecision> decided, List<Change> changes, List<RefusedRecord> refused, List<ParkedRecord> parked) {

    /** Of no records. */
    public static final CommitResult NOTHING = new CommitResult(List.of(), List.of(), List.of(), List.of());

    public CommitResult {
        decided = List.copyOf(decided);
        changes = List.copyOf(changes);
        refused = List.copyOf(refused);
        parked = List.copyOf(parked);
    }

    /**
     * What is told of a batch of one partition whose first records were published before: nothing of those, unless they
     * wait.
     *
     * @param offset of the first record that was not
     */
    public CommitResult from(long offset) {
        return new CommitResult(
                decided.stream().filter(one -> one.raw().offset() >= offset).toList(),
                changes.stream()
                        .filter(one -> one.item().logPosition().offset() >= offset)
                        .toList(),
                refused.stream().filter(one -> one.raw().offset() >= offset).toList(),
                parked);
    }
}
