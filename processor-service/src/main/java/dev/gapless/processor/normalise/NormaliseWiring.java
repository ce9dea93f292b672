package dev.gapless.processor.normalise;

import dev.gapless.connector.catalog.ConnectorCatalog;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Records are read with the connectors that the scheduler knows. */
@Configuration(proxyBeanMethods = false)
class NormaliseWiring {

    @Bean
    RecordNormaliser normaliser(ConnectorCatalog catalog) {
        return new RecordNormaliser(catalog);
    }
}
