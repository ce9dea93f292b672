package dev.gapless.common.platform;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Traces, under {@code gapless.tracing}.
 *
 * @param endpoint OTLP receiver over HTTP for spans, such as {@code http://collector:4318/v1/traces}; absent or empty:
 *     no traces
 * @param ratio share of frames and pages that begin a trace, from 0 to 1
 */
@Validated
@ConfigurationProperties("gapless.tracing")
record TracingProperties(
        @Nullable URI endpoint,

        @DefaultValue("0.01") @DecimalMin("0") @DecimalMax("1")
        double ratio) {

    TracingProperties {
        endpoint = endpoint == null || endpoint.toString().isEmpty() ? null : endpoint;
        if (endpoint != null && endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "gapless.tracing.endpoint: %s (expected: an address such as http://collector:4318/v1/traces)"
                            .formatted(endpoint));
        }
    }
}
