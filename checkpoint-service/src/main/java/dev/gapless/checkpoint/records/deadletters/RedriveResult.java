package dev.gapless.checkpoint.records.deadletters;

/** What an attempt to put one letter back came to. */
sealed interface RedriveResult {

    /**
     * It stands on its topic again.
     *
     * @param attempt how many times what it holds has been put back by now
     */
    record Done(long id, String topic, int partition, long offset, int attempt) implements RedriveResult {}

    /** It cannot be put back by any caller. */
    record Refused(long id, String why, String remedy) implements RedriveResult {}

    /** Kafka has not acknowledged it, so it is as it was. */
    record NotSent(long id, String cause) implements RedriveResult {}
}
