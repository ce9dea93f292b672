package dev.gapless.miner.delivery;

/** The result of a delivery to Kafka. */
public sealed interface PublishResult {

    /** Kafka has all of it. */
    record Acked() implements PublishResult {}

    /**
     * Kafka may have some of it; nothing of it may be claimed.
     *
     * @param forGood Kafka will not take it another time either
     */
    record Failed(String reason, boolean forGood) implements PublishResult {}
}
