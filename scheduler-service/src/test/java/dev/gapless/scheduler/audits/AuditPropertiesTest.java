package dev.gapless.scheduler.audits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class AuditPropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Properties.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(AuditProperties.class)
    static class Properties {}

    @Test
    void every_default_is_the_documented_one() {
        context.run(started -> assertThat(started.getBean(AuditProperties.class))
                .isEqualTo(new AuditProperties(
                        0.01, Duration.ofSeconds(10), 20, Duration.ofMinutes(10), Duration.ofMinutes(10))));
    }

    @Test
    void more_than_a_tenth_of_the_quota_stops_the_start_and_names_the_property() {
        context.withPropertyValues("gapless.scheduler.audit.share=0.2")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("gapless.scheduler.audit")
                        .hasMessageContaining("share"));
    }
}
