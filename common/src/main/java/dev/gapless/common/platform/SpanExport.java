package dev.gapless.common.platform;

import dev.gapless.common.tracing.RecordTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans to a collector. What the collector does not take in time is dropped: a trace is worth less than the
 * record that it is about.
 */
final class SpanExport implements AutoCloseable {

    private static final Duration REQUEST = Duration.ofSeconds(3);
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final long CLOSE_SECONDS = 3;

    private final @Nullable SdkTracerProvider provider;
    private final RecordTracer tracer;

    private SpanExport(@Nullable SdkTracerProvider provider, RecordTracer tracer) {
        this.provider = provider;
        this.tracer = tracer;
    }

    static SpanExport off() {
        return new SpanExport(null, RecordTracer.OFF);
    }

    static SpanExport to(URI endpoint, double ratio, String service, String instance) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.toString())
                .setTimeout(REQUEST)
                .setConnectTimeout(REQUEST)
                .setRetryPolicy(null)
                .build();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.namespace"), "gapless",
                        AttributeKey.stringKey("service.name"), service,
                        AttributeKey.stringKey("service.instance.id"), instance)))
                .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(DELAY)
                        .setExporterTimeout(REQUEST)
                        .build())
                .build();
        return new SpanExport(provider, new RecordTracer(provider.get("dev.gapless"), ratio));
    }

    RecordTracer tracer() {
        return tracer;
    }

    /** Sends what is left, for at most three seconds. */
    @Override
    public void close() {
        if (provider != null) {
            provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
