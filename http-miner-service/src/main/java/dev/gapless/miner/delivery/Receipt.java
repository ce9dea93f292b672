package dev.gapless.miner.delivery;

/** What became of a delivery. */
public sealed interface Receipt {

    /** Kafka has all of it. */
    record Acked() implements Receipt {}

    /**
     * Kafka may have some of it; nothing of it may be claimed.
     *
     * @param forGood Kafka will not take it another time either
     */
    record Failed(String reason, boolean forGood) implements Receipt {}
}
