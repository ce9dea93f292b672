package dev.gapless.scheduler.planning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class PlanningPropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Properties.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(PlanningProperties.class)
    static class Properties {}

    @Test
    void every_default_is_the_documented_one() {
        context.run(
                started -> assertThat(started.getBean(PlanningProperties.class)).isEqualTo(PlannedStreams.PROPERTIES));
    }

    @Test
    void a_bad_value_stops_the_start_and_names_its_property() {
        context.withPropertyValues("gapless.scheduler.planning.batch=0")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("gapless.scheduler.planning")
                        .hasMessageContaining("batch"));
    }
}
