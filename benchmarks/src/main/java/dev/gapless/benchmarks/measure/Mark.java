package dev.gapless.benchmarks.measure;

/** A moment, and what was used until then. */
public record Mark(long nanos, Cpu cpu, long wal) {}
