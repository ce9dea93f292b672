package dev.gapless.common.platform;

import dev.gapless.common.message.TopicNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What one topic must be.
 *
 * @param partitions exactly
 * @param replication at least
 */
record TopicRequirement(String topic, int partitions, short replication, List<RequiredSetting> settings) {

    private static final String UNLIMITED = "-1";

    /** A topic as it was found. */
    record FoundTopic(int partitions, int replication, Map<String, String> settings) {}

    /** What all topics must be for the promise; how long the others keep their records is the operator's to say. */
    static List<TopicRequirement> all(PlatformProperties.Topics configured) {
        return List.of(
                expiring(TopicNames.MINING_TASKS, configured),
                expiring(TopicNames.MINING_PROGRESS, configured),
                compacted(TopicNames.CAPTURE_ASSIGNMENTS, configured),
                kept(TopicNames.CAPTURED_LIVE, configured),
                kept(TopicNames.CAPTURED_BACKFILL, configured),
                kept(TopicNames.COVERAGE, configured),
                expiring(TopicNames.CHANGES, configured),
                kept(TopicNames.DEAD_LETTERS, configured),
                compacted(TopicNames.CONTROL, configured));
    }

    private static TopicRequirement compacted(String topic, PlatformProperties.Topics configured) {
        return of(
                topic,
                configured,
                RequiredSetting.exactly(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    private static TopicRequirement expiring(String topic, PlatformProperties.Topics configured) {
        return of(topic, configured, deletion());
    }

    /** What has not been taken in yet may not expire, however long that takes. */
    private static TopicRequirement kept(String topic, PlatformProperties.Topics configured) {
        return of(
                topic,
                configured,
                deletion(),
                RequiredSetting.exactly(TopicConfig.RETENTION_MS_CONFIG, UNLIMITED),
                RequiredSetting.exactly(TopicConfig.RETENTION_BYTES_CONFIG, UNLIMITED));
    }

    private static RequiredSetting deletion() {
        return RequiredSetting.exactly(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    }

    private static TopicRequirement of(
            String topic, PlatformProperties.Topics configured, RequiredSetting... ofThisTopic) {
        List<RequiredSetting> settings = new ArrayList<>(List.of(ofThisTopic));
        settings.add(RequiredSetting.atLeast(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, configured.minInsyncReplicas()));
        settings.add(RequiredSetting.atLeast(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, configured.maxRecordWithHeaders()));
        settings.add(RequiredSetting.exactly(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false"));
        return new TopicRequirement(topic, configured.partitions(), configured.replication(), settings);
    }

    /** The settings of a topic that is made. */
    Map<String, String> configs() {
        Map<String, String> configs = new LinkedHashMap<>();
        settings.forEach(setting -> configs.put(setting.name(), setting.value()));
        return configs;
    }

    /** Empty when the topic is what it must be. */
    List<TopicDifference> differences(FoundTopic found) {
        List<TopicDifference> differences = new ArrayList<>();
        if (found.partitions() != partitions) {
            differences.add(TopicDifference.partitions(topic, partitions, found.partitions()));
        }
        if (found.replication() < replication) {
            differences.add(TopicDifference.replication(topic, replication, found.replication()));
        }
        for (RequiredSetting setting : settings) {
            String value = found.settings().getOrDefault(setting.name(), "");
            if (!setting.holds(value)) {
                differences.add(TopicDifference.setting(topic, setting, value, mendable(setting, found)));
            }
        }
        return differences;
    }

    /** More acknowledgements than there are copies would stop all writing. */
    private static boolean mendable(RequiredSetting setting, FoundTopic found) {
        return !setting.name().equals(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
                || found.replication() >= Integer.parseInt(setting.value());
    }
}
