package dev.gapless.checkpoint.records.accounting;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gapless.common.message.IntakeCounts;
import org.jspecify.annotations.Nullable;

/**
 * One partition's books.
 *
 * @param committed the first offset not processed
 * @param kept letters of its records in the table of dead letters
 * @param accepted versions of its records in the ledger; null when they were not to be counted
 */
record PartitionAccounting(
        String topic,
        int partition,
        long committed,
        IntakeCounts counts,
        long kept,
        @Nullable Long accepted) {

    /** Received and of no known fate. */
    @JsonProperty
    long unaccounted() {
        return counts.received() - counts.accounted();
    }

    /** Passed over by the offsets and not received: they were gone before they were read. */
    @JsonProperty
    long unread() {
        return committed - counts.since() - counts.received();
    }

    /** Said to be kept and not in the table: on their way, as a rule. */
    @JsonProperty
    long lettersMissing() {
        return counts.deadLettered() - kept;
    }

    /** Said to be committed and not in the ledger; null when they were not to be counted. */
    @JsonProperty
    @Nullable
    Long versionsMissing() {
        return accepted == null ? null : counts.created() + counts.changed() - accepted;
    }

    @JsonProperty
    boolean holds() {
        Long missing = versionsMissing();
        return unaccounted() == 0 && unread() == 0 && lettersMissing() == 0 && (missing == null || missing == 0);
    }
}
