package dev.gapless.benchmarks.measure;

/** A moment, and what was used until then. */
public record UsageSnapshot(long nanos, CpuTime cpu, long wal) {}
