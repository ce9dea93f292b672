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
 * @param pages after so many pages the slice ends and the walk goes on in another
 * @param time no page is begun later than this
 * @param hardLimit calls still running by then are given up; less than the queue's lock
 * @param rateLimitWait how long a slice waits for the rate limit, all its waits together
 * @param attempts calls that may fail one after another before the slice is given up
 * @param firstBackoff longest pause after the first failure; doubled after each further one
 * @param maxBackoff longest pause after any failure
 * @param auditPages pages that one audit reads at most
 * @param auditWait how long what an audit found missing may take to arrive after all
 * @param confirmAfter time to a second walk where one walk is no proof. That is so where many items are gone at once,
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
