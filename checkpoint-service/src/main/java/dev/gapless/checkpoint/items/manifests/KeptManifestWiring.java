package dev.gapless.checkpoint.items.manifests;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class KeptManifestWiring {

    @Bean
    KeptManifests keptManifests(JdbcClient jdbc) {
        return new KeptManifests(jdbc);
    }
}
