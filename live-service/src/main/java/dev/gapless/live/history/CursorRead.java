package dev.gapless.live.history;

/** The result of reading at a cursor. */
public sealed interface CursorRead {

    /**
     * The next changes.
     *
     * @param batch possibly without changes
     * @param drained true when none wait behind them
     */
    record Found(ChannelBatch batch, boolean drained) implements CursorRead {}

    /** Changes left memory before they were read; those in Kafka are read by resuming. */
    record Overtaken() implements CursorRead {}

    /** The log was interrupted or made anew: what is between is not known to be whole. */
    record Interrupted() implements CursorRead {}
}
