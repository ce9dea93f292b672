package dev.gapless.common.platform;

import org.apache.kafka.common.errors.RetriableException;

/** The topics are not what they must be yet, so that nothing is read or written; try again later. */
public final class TopicsNotReadyException extends RetriableException {

    private static final long serialVersionUID = 1L;

    TopicsNotReadyException() {
        super("the topics are not ready: see the service's readiness");
    }
}
