package dev.gapless.processor.changes;

import dev.gapless.common.tracing.RecordTracer;

/** The real publisher, for tests of other packages. */
public final class ChangePublishers {

    private ChangePublishers() {}

    public static ChangePublisher toKafka() {
        return new ChangesWiring().changePublisher(RecordTracer.OFF);
    }
}
