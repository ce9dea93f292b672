package dev.gapless.miner.delivery;

/** What became of a delivery. */
public sealed interface Receipt {

    /** Kafka has all of it. */
    record Acked() implements Receipt {}

    /** Kafka may have some of it; nothing of it may be claimed. */
    record Failed(String reason) implements Receipt {}
}
