package dev.gapless.processor.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class IntakePropertiesTest {

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(IntakeProperties.class)
    static class Bound {}

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Bound.class, ValidationAutoConfiguration.class);

    @Test
    void every_default_is_the_documented_one() {
        context.run(started -> assertThat(started.getBean(IntakeProperties.class))
                .isEqualTo(new IntakeProperties(4, 4_000, 4_000, 200, Duration.ofSeconds(2), Duration.ofMillis(100))));
    }

    @Test
    void a_bad_value_stops_the_start_and_names_its_property() {
        context.withPropertyValues("gapless.processor.intake.workers=0")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("gapless.processor.intake")
                        .hasMessageContaining("workers"));
    }
}
