package dev.gapless.checkpoint.coverage.checkpoints;

import dev.gapless.checkpoint.coverage.certificates.SchedulerGapClient;
import dev.gapless.checkpoint.coverage.windows.CoverageReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class CheckpointsWiring {

    @Bean
    WalkCheckpointStore walkCheckpoints(JdbcClient jdbc) {
        return new WalkCheckpointStore(jdbc);
    }

    @Bean
    CheckpointReader checkpointReader(JdbcClient jdbc, CoverageReader coverage, SchedulerGapClient gaps) {
        return new CheckpointReader(jdbc, coverage, gaps);
    }
}
