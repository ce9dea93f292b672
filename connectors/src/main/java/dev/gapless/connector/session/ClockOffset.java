package dev.gapless.connector.session;

import dev.gapless.common.position.MicrosecondTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The source's clock, as far as its messages tell. A message was on its way for a while, so each measurement is early
 * by its travel time and never late. Between measurements the two clocks drift apart, so an error bound grows with the
 * time since the last one.
 *
 * <p>Clocks are also put right. An item that stands further back than items are late may be the first sign of a clock
 * that was set back. From then on its own position is used, until another item or message shows the later time again.
 * Used by one thread.
 */
final class ClockOffset {

    /** No honest clock is further off; a wrong unit is. */
    private static final Duration MAX_DISTANCE = Duration.ofDays(1);

    /** One second of drift in this many: 200 µs a second, twice what a poor quartz does. */
    private static final long DRIFT = 5_000;

    private long measured;
    private Instant measuredAt = Instant.EPOCH;
    private long believed;
    private Instant believedAt = Instant.EPOCH;
    private Instant provenAt = Instant.EPOCH;
    private boolean suspicious;

    /**
     * @param sourceTime in µs since the epoch, as the source's own message says it
     * @return false, and nothing is changed, when the source's time cannot be one
     */
    boolean measure(long sourceTime, Instant receivedAt) {
        long distance = sourceTime - MicrosecondTime.of(receivedAt);
        if (Math.abs(distance) > MicrosecondTime.of(Instant.EPOCH.plus(MAX_DISTANCE))) {
            return false;
        }
        measured = distance;
        measuredAt = receivedAt;
        believe(distance, receivedAt);
        return true;
    }

    /**
     * An item tells that the source's clock has reached its position, but not how much further it is. A position of the
     * future tells nothing.
     *
     * @param position where something happened just now, by the source's own word
     * @param lateness how long after its position an item may come, in µs
     */
    void saw(long position, Instant receivedAt, long lateness) {
        long distance = position - MicrosecondTime.of(receivedAt);
        long expected = distance(receivedAt);
        if (distance > measured + lateness) {
            return;
        }
        if (distance >= expected) {
            believe(Math.min(distance, measured), receivedAt);
        } else if (distance >= expected - lateness) {
            provenAt = receivedAt;
        } else {
            believed = distance;
            believedAt = receivedAt;
            suspicious = true;
        }
    }

    private void believe(long distance, Instant at) {
        believed = distance;
        believedAt = at;
        provenAt = at;
        suspicious = false;
    }

    /** Our instant as the source's time, in µs since the epoch: never later than the source's own. */
    long translate(Instant ours) {
        return MicrosecondTime.of(ours) + distance(ours);
    }

    /** How far the source's clock is ahead of ours at least, in µs; negative where it is behind. */
    long distance(Instant ours) {
        return believed - drift(believedAt, ours);
    }

    /** The latest time that the source's clock may have shown at our instant, but for the travel time, in µs. */
    long latest(Instant ours) {
        return MicrosecondTime.of(ours) + measured + drift(measuredAt, ours);
    }

    /** True when nothing has shown for {@code longest} that the source's clock still goes as it did. */
    boolean uncertain(Instant now, Duration longest) {
        return suspicious || !now.isBefore(provenAt.plus(longest));
    }

    private static long drift(Instant then, Instant now) {
        return Math.abs(ChronoUnit.MICROS.between(then, now)) / DRIFT;
    }
}
