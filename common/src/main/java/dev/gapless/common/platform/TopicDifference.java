package dev.gapless.common.platform;

/**
 * In what a topic is not what it must be.
 *
 * @param wanted in words
 * @param found in words
 * @param remedy what an operator can do
 * @param mendable true when setting {@code value} is safe, so that the service does it
 * @param value of the setting; empty when it is none
 */
record TopicDifference(
        String topic, String setting, String wanted, String found, String remedy, boolean mendable, String value) {

    /** Kafka has accepted to make it. */
    static TopicDifference made(String topic) {
        return unmendable(
                topic, "topic", "present", "just made", "Nothing to do: the service checks it again within a second.");
    }

    /** @param cause why Kafka does not make it */
    static TopicDifference absent(String topic, String cause) {
        return unmendable(
                topic,
                "topic",
                "present",
                "absent: " + cause,
                "Make it possible that Kafka creates it. With fewer brokers than copies, set gapless.topics.replication"
                        + " and gapless.topics.min-insync-replicas to what there is, for example 1 and 1.");
    }

    static TopicDifference partitions(String topic, int wanted, int found) {
        return unmendable(
                topic,
                "partitions",
                Integer.toString(wanted),
                Integer.toString(found),
                ("Set gapless.topics.partitions to %d at all services, after the drain that docs/topics.md describes."
                                + " The number of an existing topic is never changed: keys would change their owners.")
                        .formatted(found));
    }

    static TopicDifference replication(String topic, int wanted, int found) {
        return unmendable(
                topic,
                "replication",
                wanted + " or more",
                Integer.toString(found),
                "Add copies with kafka-reassign-partitions.sh, or set gapless.topics.replication and"
                        + " gapless.topics.min-insync-replicas to what is enough for you.");
    }

    static TopicDifference setting(String topic, RequiredSetting setting, String found, boolean mendable) {
        String remedy = mendable
                ? "kafka-configs.sh --alter --topic %s --add-config %s=%s"
                        .formatted(topic, setting.name(), setting.value())
                : "Add copies first: with fewer than %s nothing could be written.".formatted(setting.value());
        return new TopicDifference(topic, setting.name(), setting.wanted(), found, remedy, mendable, setting.value());
    }

    private static TopicDifference unmendable(
            String topic, String setting, String wanted, String found, String remedy) {
        return new TopicDifference(topic, setting, wanted, found, remedy, false, "");
    }

    /** The same, which Kafka did not let the service mend. */
    TopicDifference refused(String cause) {
        return unmendable(topic, setting, wanted, found, "%s (Kafka refused it: %s)".formatted(remedy, cause));
    }
}
