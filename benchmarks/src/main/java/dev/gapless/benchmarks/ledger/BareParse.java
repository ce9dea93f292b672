package dev.gapless.benchmarks.ledger;

import dev.gapless.benchmarks.rig.LoopThreads;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records with their connector, canonical form and hash included, and throws the outcome away. */
final class BareParse {

    private BareParse() {}

    static long run(List<ConsumerRecord<byte[], byte[]>> records) throws Exception {
        UUID topicId = UUID.randomUUID();
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> shares = BenchmarkData.shares(records, LoopThreads.COUNT);
        return LoopThreads.run(index -> {
            long read = 0;
            for (ConsumerRecord<byte[], byte[]> record : shares.getOrDefault(index, List.of())) {
                read += BenchmarkData.sighted(record, topicId).item().hash().length > 0 ? 1 : 0;
            }
            return read;
        });
    }
}
