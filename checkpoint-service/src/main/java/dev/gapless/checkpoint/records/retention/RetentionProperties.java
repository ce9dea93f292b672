package dev.gapless.checkpoint.records.retention;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long what is kept, under {@code gapless.checkpoint.retention}.
 *
 * @param every how often the tables are searched for old rows
 * @param pages pages of a table that one transaction reads, of 8 KiB each
 * @param pause pause between two transactions that deleted rows
 * @param longestBackfill age of the oldest record that may still arrive. It is a page that was fetched before, a dead
 *     letter that is put back, or an archive that is replayed
 * @param versionsFor how long replaced versions are kept after their replacement, with their path and time. A record
 *     that is redelivered later is not recognised as accepted any more. Longer than Kafka keeps the captured topics
 * @param payloadsFor how long contents of items are kept after their last change; null: for ever
 * @param tombstonesFor how long deleted items are kept; null: for ever. A record from before the deletion that arrives
 *     after the tombstone is gone would bring the item back, so this must be longer than {@code longest-backfill}
 * @param auditsFor how long results of audits are kept
 * @param operationsFor how long completed operations are kept, with their results
 * @param walkCheckpointsFor how long checkpoints of walks are kept after their last claim
 * @param deadLettersFor how long the bytes of dead letters that were put back are kept; null: for ever. The bytes of
 *     other letters are always kept
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.retention")
record RetentionProperties(
        @DefaultValue("1h") @NotNull @DurationMin(seconds = 1)
        Duration every,

        @DefaultValue("256") @Min(1) @Max(10_000) int pages,

        @DefaultValue("50ms") @NotNull Duration pause,

        @DefaultValue("90d") @NotNull @DurationMin(hours = 1)
        Duration longestBackfill,

        @DefaultValue("30d") @NotNull @DurationMin(hours = 1)
        Duration versionsFor,

        @DurationMin(hours = 1) @Nullable Duration payloadsFor,

        @Nullable Duration tombstonesFor,

        @DefaultValue("400d") @NotNull @DurationMin(hours = 1)
        Duration auditsFor,

        @DefaultValue("90d") @NotNull @DurationMin(hours = 1)
        Duration operationsFor,

        @DefaultValue("30d") @NotNull @DurationMin(hours = 1)
        Duration walkCheckpointsFor,

        @DurationMin(hours = 1) @Nullable Duration deadLettersFor) {

    @AssertTrue(
            message =
                    "tombstones-for must be longer than longest-backfill: what is fetched before a deletion and arrives"
                            + " after its tombstone is gone raises the item again")
    boolean isTombstonesOutliveBackfills() {
        return tombstonesFor == null || tombstonesFor.compareTo(longestBackfill) > 0;
    }
}
