package dev.gapless.simulation.upstream;

import dev.gapless.simulation.kafka.SimulatedLog;

/**
 * One version of an item, as the upstream made it.
 *
 * @param number counts the item's versions, from 1
 * @param position where it stands in its stream, in µs since 1970
 * @param happened when it was made, by the upstream's clock, in µs since 1970
 * @param listed the item as a page shows it
 * @param frame the event as the live path tells it
 */
@SuppressWarnings("ArrayRecordComponent")
public record UpstreamVersion(
        SimulatedStreamKind stream,
        String item,
        int number,
        UpstreamOperation deed,
        long position,
        long happened,
        byte[] listed,
        byte[] frame) {

    /** True when no record takes it: what is left of it is a dead letter. */
    public boolean isTooLong() {
        return listed.length > SimulatedLog.MAX_RECORD;
    }

    /** When it happened, as positions tell it: where an edit does not move the item, that is not its position. */
    long moved() {
        return deed == UpstreamOperation.CREATED || stream.moves()
                ? position
                : happened / UpstreamTruth.GRAIN * UpstreamTruth.GRAIN;
    }

    @Override
    public String toString() {
        return "%s %s version %d (%s) at position %d".formatted(stream.word(), item, number, deed, position);
    }
}
