package dev.gapless.checkpoint.records.accounting;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** All partitions' books. */
record RecordAccountingReport(List<PartitionAccounting> partitions) {

    RecordAccountingReport {
        partitions = List.copyOf(partitions);
    }

    @JsonProperty
    long received() {
        return partitions.stream().mapToLong(each -> each.counts().received()).sum();
    }

    @JsonProperty
    long committed() {
        return partitions.stream()
                .mapToLong(each -> each.counts().created() + each.counts().changed())
                .sum();
    }

    @JsonProperty
    long duplicate() {
        return partitions.stream().mapToLong(each -> each.counts().duplicate()).sum();
    }

    @JsonProperty
    long stale() {
        return partitions.stream().mapToLong(each -> each.counts().stale()).sum();
    }

    @JsonProperty
    long deadLettered() {
        return partitions.stream()
                .mapToLong(each -> each.counts().deadLettered())
                .sum();
    }

    @JsonProperty
    long filtered() {
        return partitions.stream().mapToLong(each -> each.counts().filtered()).sum();
    }

    /** Records that wait for the manifest of their source. */
    @JsonProperty
    long parked() {
        return partitions.stream().mapToLong(each -> each.counts().parked()).sum();
    }

    /** Records whose fate is unknown; must be 0. What one partition has too many does not make up for another. */
    @JsonProperty
    long difference() {
        return partitions.stream()
                .mapToLong(each -> Math.abs(each.unaccounted()) + Math.abs(each.unread()))
                .sum();
    }

    @JsonProperty
    long lettersMissing() {
        return partitions.stream()
                .mapToLong(each -> Math.abs(each.lettersMissing()))
                .sum();
    }

    @JsonProperty
    boolean holds() {
        return partitions.stream().allMatch(PartitionAccounting::holds);
    }
}
