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
 * @param every how often the tables are looked through
 * @param pages of a table looked at in one transaction, of 8 KiB each
 * @param pause between two transactions that found something
 * @param longestBackfill the oldest record that may still come. It is a page that was fetched and is under way, a dead
 *     letter that is sent again, or an archive that is replayed
 * @param versionsFor versions that were replaced, who brought them and when, from their replacement on. A record that
 *     is redelivered later than this is no longer known as the one that was accepted. Longer than Kafka keeps the
 *     captured topics
 * @param payloadsFor contents of items that did not change for so long; null: for ever
 * @param tombstonesFor deleted items; null: for ever. A record older than the deletion, were it to come after the
 *     tombstone is gone, would raise the item again: so longer than {@code longestBackfill}
 * @param auditsFor what audits found
 * @param operationsFor operations that are completed, with their results: what is claimed again later is done again
 * @param walkCheckpointsFor checkpoints of walks that no miner has claimed since
 * @param deadLettersFor bytes of dead letters that were put back; null: for ever. The bytes of others are never let go
 *     of
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
