package dev.gapless.common.platform;

import dev.gapless.common.tracing.RecordTracer;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Traces, where an endpoint for them is set. */
@AutoConfiguration(before = PlatformAutoConfiguration.class)
@EnableConfigurationProperties(TracingProperties.class)
public class TracingAutoConfiguration {

    @Bean
    SpanExport spanExport(
            TracingProperties properties,
            PlatformProperties platform,
            @Value("${spring.application.name:gapless}") String service) {
        URI endpoint = properties.endpoint();
        return endpoint == null
                ? SpanExport.off()
                : SpanExport.to(endpoint, properties.ratio(), service, platform.instance());
    }

    @Bean
    RecordTracer recordTracer(SpanExport export) {
        return export.tracer();
    }

    /** Exemplars of metrics, where there are traces that they can name. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.prometheus.metrics.tracer.common.SpanContext")
    @ConditionalOnProperty("gapless.tracing.endpoint")
    static class ExemplarConfiguration {

        @Bean
        ExemplarSpans exemplarSpans() {
            return new ExemplarSpans();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class RequestTraceConfiguration {

        /** Behind the security filters, so that unknown callers make no spans. */
        @Bean
        FilterRegistrationBean<RequestTraceFilter> requestTraceFilter(RecordTracer tracer) {
            FilterRegistrationBean<RequestTraceFilter> filter =
                    new FilterRegistrationBean<>(new RequestTraceFilter(tracer));
            filter.setEnabled(tracer.isOn());
            return filter;
        }
    }
}
