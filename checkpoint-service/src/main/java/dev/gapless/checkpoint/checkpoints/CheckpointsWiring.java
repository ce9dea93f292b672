package dev.gapless.checkpoint.checkpoints;

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
}
