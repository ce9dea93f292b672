package dev.gapless.scheduler.sources;

import dev.gapless.common.platform.tenant.TenantSources;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.scheduler.gaps.StreamAspects;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How sources are put together. */
@Configuration(proxyBeanMethods = false)
class SourcesWiring {

    @Bean
    ManifestSyntax manifestSyntax(AddressPolicy policy) {
        return yaml -> ManifestReader.read(yaml, policy);
    }

    @Bean
    SourceStore sourceStore(JdbcClient jdbc) {
        return new SourceStore(jdbc);
    }

    @Bean
    TenantSources tenantSources(SourceStore store) {
        return store::ofTenant;
    }

    @Bean
    SourceCatalog sources(SourceStore store, ManifestSyntax syntax) {
        return new SourceCatalog(store, syntax);
    }

    @Bean
    StreamAspects streamAspects(SourceCatalog sources) {
        return (source, stream) -> sources.spec(source)
                .map(spec -> spec.streams().get(stream))
                .map(StreamSpec::aspects)
                .orElse(Set.of());
    }
}
