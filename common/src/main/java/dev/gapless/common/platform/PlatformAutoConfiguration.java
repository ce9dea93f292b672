package dev.gapless.common.platform;

import dev.gapless.common.secret.Secret;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.net.URI;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Time, and the other services' HTTP interfaces. */
@AutoConfiguration
@EnableConfigurationProperties(PlatformProperties.class)
public class PlatformAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConditionalOnBooleanProperty(TrainingRun.PROPERTY)
    TrainingRun trainingRun() {
        return new TrainingRun();
    }

    @Bean
    RestClient schedulerClient(
            PlatformProperties properties, ObjectProvider<SslBundles> bundles, ObjectProvider<RecordTracer> tracer) {
        return client(properties.schedulerUrl(), properties, bundles, tracer);
    }

    @Bean
    RestClient checkpointClient(
            PlatformProperties properties, ObjectProvider<SslBundles> bundles, ObjectProvider<RecordTracer> tracer) {
        return client(properties.checkpointUrl(), properties, bundles, tracer);
    }

    private static RestClient client(
            URI base,
            PlatformProperties properties,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<RecordTracer> tracer) {
        String bundle = properties.servicesSslBundle();
        ClientHttpRequestFactory factory = bundle == null
                ? ServiceRequestFactory.trustingTheRuntime()
                : ServiceRequestFactory.of(bundles.getObject(), bundle);
        RestClient.Builder builder =
                RestClient.builder().baseUrl(base.toString()).requestFactory(factory);
        if (properties.serviceTokenFile() != null) {
            Secret token = TokenFile.read(properties.serviceTokenFile());
            // not an interceptor: one is handed the whole body, of which there is a copy then
            builder.requestInitializer(
                    request -> request.getHeaders().set(HttpHeaders.AUTHORIZATION, "Bearer " + token.reveal()));
        }
        if (tracer.getIfAvailable(() -> RecordTracer.OFF).isOn()) {
            builder.requestInitializer(request -> {
                SpanContext current = Span.current().getSpanContext();
                if (current.isSampled()) {
                    request.getHeaders().set(TraceParent.HEADER, TraceParent.text(current));
                }
            });
        }
        return builder.build();
    }
}
