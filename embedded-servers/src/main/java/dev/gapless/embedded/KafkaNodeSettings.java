package dev.gapless.embedded;

import java.util.Properties;

/** Settings of a Kafka node that is broker and controller and shares a small machine. */
final class KafkaNodeSettings {

    private static final String[] INTERNAL_TOPICS = {
        "offsets.topic", "transaction.state.log", "share.coordinator.state.topic"
    };

    private KafkaNodeSettings() {}

    /**
     * All but what names the node and its listeners.
     *
     * @param replication brokers that hold each record
     * @param minInSync brokers that must have a record before it is acknowledged
     */
    static Properties of(int replication, int minInSync) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty("auto.create.topics.enable", "false");
        for (String topic : INTERNAL_TOPICS) {
            p.setProperty(topic + ".replication.factor", Integer.toString(replication));
            p.setProperty(topic + ".num.partitions", "4");
        }
        p.setProperty("transaction.state.log.min.isr", Integer.toString(minInSync));
        // a processor's next transaction waits so long while the one before is ended; it is 20 by default
        p.setProperty("add.partitions.to.txn.retry.backoff.ms", "2");
        p.setProperty("share.coordinator.state.topic.min.isr", Integer.toString(minInSync));
        p.setProperty("default.replication.factor", Integer.toString(replication));
        p.setProperty("min.insync.replicas", Integer.toString(minInSync));
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("group.min.session.timeout.ms", "6000");
        p.setProperty("group.share.min.record.lock.duration.ms", "15000");
        p.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        p.setProperty("log.segment.bytes", "67108864");
        p.setProperty("offsets.topic.segment.bytes", "8388608");
        p.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        p.setProperty("log.cleaner.threads", "1");
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "4");
        p.setProperty("num.recovery.threads.per.data.dir", "2");
        p.setProperty("background.threads", "4");
        return p;
    }
}
