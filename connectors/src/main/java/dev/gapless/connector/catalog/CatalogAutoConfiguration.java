package dev.gapless.connector.catalog;

import dev.gapless.common.platform.PlatformAutoConfiguration;
import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.connector.manifest.part.AddressPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/** Manifests and credentials from the scheduler, and the addresses that sources may lead to. */
@AutoConfiguration(after = PlatformAutoConfiguration.class)
@EnableConfigurationProperties(NetworkProperties.class)
public class CatalogAutoConfiguration {

    private static final Duration RENEWAL_INTERVAL = Duration.ofSeconds(1);

    @Bean
    AddressPolicy addressPolicy(NetworkProperties properties) {
        return properties.policy();
    }

    @Bean
    @ConditionalOnMissingBean(ConnectorCatalog.class)
    RemoteConnectorCatalog connectorCatalog(RestClient schedulerClient, ObjectProvider<ManifestStore> store) {
        return new RemoteConnectorCatalog(schedulerClient, store.getIfAvailable(), System::nanoTime);
    }

    @Bean
    @ConditionalOnBean(RemoteConnectorCatalog.class)
    RepeatingTask manifestRenewal(RemoteConnectorCatalog catalog, ObjectProvider<MeterRegistry> meters) {
        return RepeatingTask.afterPause(
                "manifest-renewal", RENEWAL_INTERVAL, catalog::renew, meters.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    @ConditionalOnMissingBean
    CredentialProvider credentialProvider(RestClient schedulerClient) {
        return new RemoteCredentialProvider(schedulerClient, System::nanoTime);
    }
}
