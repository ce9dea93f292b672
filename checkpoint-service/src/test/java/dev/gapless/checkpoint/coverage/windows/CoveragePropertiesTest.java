package dev.gapless.checkpoint.coverage.windows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class CoveragePropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(CoverageProperties.class)
    static class Settings {}

    /** Twelve replicas with a thousand locks each fill the lock table of a PostgreSQL with its default settings. */
    @Test
    void a_transaction_takes_no_more_locks_than_the_database_has_room_for() {
        context.withPropertyValues("gapless.checkpoint.coverage.max-poll-records=1000")
                .run(started -> assertThat(started).hasNotFailed());
        context.withPropertyValues("gapless.checkpoint.coverage.max-poll-records=1001")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("gapless.checkpoint.coverage")
                        .hasMessageContaining("maxPollRecords"));
    }
}
