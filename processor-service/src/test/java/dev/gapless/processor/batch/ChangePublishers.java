package dev.gapless.processor.batch;

import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.processor.changes.ChangePublisher;

/** The real publisher, for tests of other packages. */
public final class ChangePublishers {

    private ChangePublishers() {}

    public static ChangePublisher toKafka() {
        return BatchTransactions.toKafka(RecordTracer.OFF);
    }
}
