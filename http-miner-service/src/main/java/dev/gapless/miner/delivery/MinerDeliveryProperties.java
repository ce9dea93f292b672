package dev.gapless.miner.delivery;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Delivery.
 *
 * @param ackTimeout how long Kafka may take to acknowledge a page; otherwise the slice fails
 */
@Validated
@ConfigurationProperties("gapless.miner.delivery")
record MinerDeliveryProperties(
        @DefaultValue("15s") @DurationMin(seconds = 1) Duration ackTimeout) {}
