package dev.gapless.checkpoint.items.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

class LedgerPropertiesTest {

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(LedgerProperties.class)
    static class Bound {}

    private final ApplicationContextRunner context = new ApplicationContextRunner().withUserConfiguration(Bound.class);

    @Test
    void every_default_is_the_documented_one() {
        context.run(started -> assertThat(started.getBean(LedgerProperties.class))
                .isEqualTo(new LedgerProperties(
                        4,
                        4_000,
                        DuplicateCacheUse.OFF,
                        Map.of(),
                        Duration.ofHours(1),
                        DataSize.ofMegabytes(32),
                        DataSize.ofKilobytes(2),
                        true,
                        Duration.ofHours(1))));
    }

    @Test
    void hints_are_kept_as_long_as_their_stream_says() {
        context.withPropertyValues(
                        "gapless.checkpoint.ledger.duplicate-cache=auto",
                        "gapless.checkpoint.ledger.duplicate-cache-keep.posts=2d",
                        "gapless.checkpoint.ledger.duplicate-cache-keep-others=30m")
                .run(started -> {
                    LedgerProperties properties = started.getBean(LedgerProperties.class);
                    assertThat(properties.duplicateCache()).isEqualTo(DuplicateCacheUse.AUTO);
                    assertThat(properties.keep("posts")).isEqualTo(Duration.ofDays(2));
                    assertThat(properties.keep("transactions")).isEqualTo(Duration.ofDays(1));
                    assertThat(properties.keep("likes")).isEqualTo(Duration.ofMinutes(30));
                });
    }

    @Test
    void a_bad_value_stops_the_start_and_names_its_property() {
        context.withPropertyValues("gapless.checkpoint.ledger.transactions=0")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("gapless.checkpoint.ledger")
                        .hasMessageContaining("transactions"));
    }
}
