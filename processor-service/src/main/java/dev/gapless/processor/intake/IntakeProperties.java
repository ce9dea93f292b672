package dev.gapless.processor.intake;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How records are taken in, under {@code gapless.processor.intake}.
 *
 * @param workers threads of this process, each with a consumer and a producer of its own
 * @param maxPollRecords most records of one poll
 * @param backfillBatch most records of history in one transaction, while no live record waits
 * @param backfillShare the same, while live records wait
 * @param backfillEvery how long live records may keep history waiting
 * @param pollWait how long to wait for a record; also how fast a stop is noticed
 */
@Validated
@ConfigurationProperties("gapless.processor.intake")
record IntakeProperties(
        @DefaultValue("4") @Min(1) @Max(64) int workers,
        @DefaultValue("4000") @Min(1) @Max(10_000) int maxPollRecords,
        @DefaultValue("4000") @Min(1) @Max(10_000) int backfillBatch,
        @DefaultValue("200") @Min(1) @Max(10_000) int backfillShare,
        @DefaultValue("2s") @NotNull Duration backfillEvery,
        @DefaultValue("100ms") @NotNull Duration pollWait) {}
