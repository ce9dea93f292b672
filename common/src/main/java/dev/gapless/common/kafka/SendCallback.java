package dev.gapless.common.kafka;

import dev.gapless.common.message.RecordPlace;
import org.jspecify.annotations.Nullable;

/** Receives the outcome of sending one record, on the producer's thread. */
@FunctionalInterface
public interface SendCallback {

    /**
     * @param place where all in-sync replicas have the record; null when it is not known to be there
     * @param failure why it is not known to be there; null exactly when {@code place} is given
     */
    void done(@Nullable RecordPlace place, @Nullable Exception failure);
}
