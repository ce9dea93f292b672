package dev.gapless.processor.offsets;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that waits on its topic until the manifest of its source can be had. */
public record ParkedRecord(ConsumerRecord<byte[], byte[]> raw, String source) {}
