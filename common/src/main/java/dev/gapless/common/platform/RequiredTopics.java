package dev.gapless.common.platform;

/** Tells when the topics are there and are what they must be. Nothing is read or written before. */
public interface RequiredTopics {

    /** True from the first time that all were as they must be. */
    boolean ready();

    /**
     * Returns when {@link #ready()} is true.
     *
     * @throws TopicsNotReadyException when the service stops first
     * @throws org.apache.kafka.common.errors.InterruptException when the thread is interrupted first
     */
    void await();

    /** The same work, which does nothing until the topics are ready. */
    default Runnable whenReady(Runnable work) {
        return () -> {
            if (ready()) {
                work.run();
            }
        };
    }
}
