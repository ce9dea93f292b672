package dev.gapless.processor.manifests;

import dev.gapless.connector.catalog.ManifestStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** Manifests are kept by the checkpoint service. */
@Configuration(proxyBeanMethods = false)
class ManifestStoreWiring {

    @Bean
    ManifestStore manifestStore(RestClient checkpointClient) {
        return new HttpManifestStore(checkpointClient);
    }
}
