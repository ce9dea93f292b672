package dev.gapless.miner.tasks;

import dev.gapless.common.message.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The miners' share group. Consumers cannot set where a group begins and how long its locks last. These are settings of
 * the group, kept by the broker. The first one holds only if it is there before the first poll.
 */
final class ShareGroup {

    static final String NAME = TopicNames.MINER_GROUP;

    private static final long PATIENCE_SECONDS = 10;

    private final Map<String, Object> adminSettings;
    private final Duration lock;

    ShareGroup(Map<String, Object> adminSettings, Duration lock) {
        this.adminSettings = adminSettings;
        this.lock = lock;
    }

    void configure() throws InterruptedException, ExecutionException, TimeoutException {
        Collection<AlterConfigOp> settings = List.of(
                set("share.auto.offset.reset", "earliest"),
                set("share.record.lock.duration.ms", Long.toString(lock.toMillis())));
        try (Admin admin = Admin.create(adminSettings)) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, NAME), settings))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), OpType.SET);
    }
}
