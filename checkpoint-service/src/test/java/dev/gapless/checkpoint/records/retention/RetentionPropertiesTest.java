package dev.gapless.checkpoint.records.retention;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionPropertiesTest {

    @Test
    void a_tombstone_that_would_not_outlive_the_longest_backfill_is_refused() {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            assertThat(factory.getValidator().validate(with(Duration.ofDays(90))))
                    .singleElement()
                    .satisfies(
                            problem -> assertThat(problem.getMessage()).contains("tombstones-for", "longest-backfill"));
            assertThat(factory.getValidator().validate(with(Duration.ofDays(91))))
                    .isEmpty();
        }
    }

    private static RetentionProperties with(Duration tombstonesFor) {
        return new RetentionProperties(
                Duration.ofHours(1),
                4,
                Duration.ZERO,
                Duration.ofDays(90),
                Duration.ofDays(30),
                null,
                tombstonesFor,
                Duration.ofDays(400),
                Duration.ofDays(90),
                Duration.ofDays(400),
                Duration.ofDays(90));
    }
}
