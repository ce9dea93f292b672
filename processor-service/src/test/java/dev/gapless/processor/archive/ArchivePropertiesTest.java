package dev.gapless.processor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

class ArchivePropertiesTest {

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ArchiveProperties.class)
    static class Properties {}

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Properties.class);

    @Test
    void every_default_is_the_documented_one() {
        context.run(started -> assertThat(started.getBean(ArchiveProperties.class))
                .isEqualTo(new ArchiveProperties(false, null, null, DataSize.ofMegabytes(64), Duration.ofMinutes(10))));
    }

    @Test
    void a_bucket_needs_its_name_only() {
        context.withPropertyValues("gapless.processor.archive.enabled=true", "gapless.processor.archive.s3.bucket=raw")
                .run(started -> assertThat(
                                started.getBean(ArchiveProperties.class).s3())
                        .isEqualTo(new ArchiveProperties.S3("raw", null, "us-east-1", "", true, null, null)));
    }

    @Test
    void writing_needs_one_place_and_not_two() {
        context.withPropertyValues("gapless.processor.archive.enabled=true")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("with a directory or s3"));
        context.withPropertyValues(
                        "gapless.processor.archive.directory=" + Path.of("raw"),
                        "gapless.processor.archive.s3.bucket=raw")
                .run(started -> assertThat(started.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("one of them at most"));
    }
}
