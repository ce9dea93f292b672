package dev.gapless.processor.changes;

/** The real publisher, for tests of other packages. */
public final class ChangePublishers {

    private ChangePublishers() {}

    public static ChangePublisher toKafka() {
        return new ChangesWiring().changePublisher();
    }
}
