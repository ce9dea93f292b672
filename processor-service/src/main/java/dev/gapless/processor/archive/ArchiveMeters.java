package dev.gapless.processor.archive;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts what is stored. */
final class ArchiveMeters {

    private final MeterRegistry registry;

    ArchiveMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void stored(SegmentIndex segment, long bytes) {
        String topic = segment.segment().topic();
        registry.counter("gapless.archived.records", "topic", topic).increment((double) segment.records());
        registry.counter("gapless.archived.bytes", "topic", topic).increment((double) bytes);
        registry.counter("gapless.archived.segments", "topic", topic).increment();
    }

    void failed() {
        registry.counter("gapless.archive.failures").increment();
    }
}
