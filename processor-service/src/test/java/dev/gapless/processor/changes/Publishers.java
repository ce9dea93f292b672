package dev.gapless.processor.changes;

/** The real publisher, for tests of other packages. */
public final class Publishers {

    private Publishers() {}

    public static ChangePublisher toKafka() {
        return new KafkaChangePublisher();
    }
}
