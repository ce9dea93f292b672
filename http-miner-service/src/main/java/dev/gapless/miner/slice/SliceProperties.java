package dev.gapless.miner.slice;

import dev.gapless.common.message.MiningMode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long one task may keep a miner.
 *
 * @param pages most pages of a slice; the walk continues in another slice
 * @param time no page is begun after this time
 * @param hardLimit calls that still run at this time are ended; less than the queue's lock
 * @param rateLimitWait longest time that a slice waits for the rate limit, over all its calls
 * @param attempts calls that may fail one after another; then the slice fails
 * @param firstBackoff longest pause after the first failure; doubled after each further one
 * @param maxBackoff longest pause after any failure
 * @param auditPages pages that one audit reads at most
 * @param auditWait how long an item that an audit did not find in the ledger may take to arrive
 * @param confirmAfter time until a second walk, if one walk is no proof. That is so when many items are gone at once,
 *     or a long range at a listing's end has no items
 */
@Validated
@ConfigurationProperties("gapless.miner.slice")
public record SliceProperties(
        @DefaultValue("20") @Min(1) @Max(1_000) int pages,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration time,

        @DefaultValue("20s") @DurationMin(seconds = 1) @DurationMax(minutes = 5)
        Duration hardLimit,

        @DefaultValue("2s") @DurationMin(nanos = 0) Duration rateLimitWait,
        @DefaultValue("3") @Min(1) @Max(100) int attempts,
        @DefaultValue("200ms") @DurationMin(millis = 1) Duration firstBackoff,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration maxBackoff,
        @DefaultValue("3") @Min(1) @Max(1_000) int auditPages,

        @DefaultValue("3s") @DurationMin(millis = 0) @DurationMax(seconds = 10)
        Duration auditWait,

        @DefaultValue("60s") @DurationMin(millis = 0) @DurationMax(hours = 1)
        Duration confirmAfter) {

    int pages(MiningMode mode) {
        return mode == MiningMode.AUDIT ? auditPages : pages;
    }
}
