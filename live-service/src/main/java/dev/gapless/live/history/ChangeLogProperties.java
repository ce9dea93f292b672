package dev.gapless.live.history;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What is kept in memory and read again, under {@code gapless.live.history}.
 *
 * @param perChannel changes of one channel in memory, at most
 * @param memory all changes in memory, at most, roughly
 * @param readAtStart records that are read again when the service starts, so that clients resume from memory
 * @param resumeRecords records that are read from Kafka for one resuming client, at most
 * @param resumeMemory changes that are read from Kafka for one resuming client, at most
 * @param resumesAtOnce clients that resume from Kafka at the same time; others wait
 */
@Validated
@ConfigurationProperties("gapless.live.history")
record ChangeLogProperties(
        @DefaultValue("10000") @Min(1) int perChannel,
        @DefaultValue("128MB") @NotNull DataSize memory,
        @DefaultValue("20000") @Min(0) int readAtStart,
        @DefaultValue("500000") @Min(0) long resumeRecords,
        @DefaultValue("16MB") @NotNull DataSize resumeMemory,
        @DefaultValue("4") @Min(1) int resumesAtOnce) {}
