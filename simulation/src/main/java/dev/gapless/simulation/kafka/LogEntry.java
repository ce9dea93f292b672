package dev.gapless.simulation.kafka;

/** A record that the log has. */
public record LogEntry(SimulatedTopic topic, int partition, long offset, String key, Object value) {}
