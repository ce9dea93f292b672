package dev.gapless.processor.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that waits on its topic until the manifest of its source can be had. */
record ParkedRecord(ConsumerRecord<byte[], byte[]> raw, String source) {}
