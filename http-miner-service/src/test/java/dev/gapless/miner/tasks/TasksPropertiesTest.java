package dev.gapless.miner.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class TasksPropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Properties.class);

    @Test
    void every_default_is_the_documented_one() {
        context.run(started -> assertThat(started.getBean(TasksProperties.class))
                .isEqualTo(new TasksProperties(
                        4, 8, Duration.ofSeconds(25), Duration.ofSeconds(60), Duration.ofMillis(3_500))));
    }

    @Test
    void a_bad_value_stops_the_start_and_names_its_property() {
        context.withPropertyValues("gapless.miner.tasks.workers=0")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("gapless.miner.tasks")
                        .hasMessageContaining("workers"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(TasksProperties.class)
    static class Properties {}
}
