package dev.gapless.miner.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.miner.walk.MinerFixture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class SlicePropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Properties.class);

    @Test
    void every_default_is_the_documented_one() {
        context.run(
                started -> assertThat(started.getBean(SliceProperties.class)).isEqualTo(new MinerFixture().properties));
    }

    @Test
    void a_bad_value_stops_the_start_and_names_its_property() {
        context.withPropertyValues("gapless.miner.slice.pages=0")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("gapless.miner.slice")
                        .hasMessageContaining("pages"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(SliceProperties.class)
    static class Properties {}
}
