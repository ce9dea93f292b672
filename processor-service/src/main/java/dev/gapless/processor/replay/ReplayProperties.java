package dev.gapless.processor.replay;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What one replay may take, under {@code gapless.processor.replay}.
 *
 * @param maxItems items in one range; each is held in memory with its latest record
 */
@Validated
@ConfigurationProperties("gapless.processor.replay")
record ReplayProperties(
        @DefaultValue("50000") @Min(1) @Max(10_000_000) int maxItems) {}
