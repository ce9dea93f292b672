package dev.gapless.processor.batch;

import dev.gapless.common.message.Decision;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record and what the ledger made of it. */
record RecordDecision(ConsumerRecord<byte[], byte[]> raw, Decision decision) {}
