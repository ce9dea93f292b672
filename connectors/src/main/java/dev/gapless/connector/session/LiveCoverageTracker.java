package dev.gapless.connector.session;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.connector.LiveEffect.RetractCoverage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one session claims of one stream: claims only grow, and what is found wrong about them is retracted aloud. */
final class LiveCoverageTracker {

    private static final long MOMENT = 1_000_000;
    private static final long MAX_MOMENT = 60 * MOMENT;
    private static final int MAX_RETRACTED = 64;

    private final String stream;
    private final LatenessEstimator lateness;
    private final EventRateMonitor pace;
    private final ClaimedEnd end;
    private long opened;

    /** Where this connection's first claim began. Unlike {@link #opened} it never moves up. */
    private long begun;

    private Instant confirmedAt;
    private boolean open;
    private boolean blind;
    private long last;
    private long claimed = Long.MIN_VALUE;
    private long proven;
    private long moment = MOMENT;
    private long unreadableTo = Long.MIN_VALUE / 2;
    private Instant heardAt;
    private long heard;
    private int ticksSinceHeard;
    private boolean repeating;
    private Coverage retracted = Coverage.empty();

    /**
     * A stream that went blind on an earlier connection gets no window before it is heard again. Until then it is mined
     * like one without a live path.
     *
     * @param sourceTime of the confirmation; the window begins the lateness later
     */
    LiveCoverageTracker(
            String stream,
            LatenessEstimator lateness,
            EventRateMonitor pace,
            ClaimedEnd end,
            long sourceTime,
            Instant confirmedAt) {
        this.stream = stream;
        this.lateness = lateness;
        this.pace = pace;
        this.end = end;
        this.opened = sourceTime + lateness.margin();
        this.begun = opened;
        this.last = opened;
        this.proven = sourceTime;
        this.heard = opened;
        this.heardAt = confirmedAt;
        this.confirmedAt = confirmedAt;
        this.open = !pace.suspicious();
        pace.interrupted();
    }

    boolean open() {
        return open;
    }

    /** The first event of a stream that was suspected: what comes after it is believed again. */
    void reopen(long arrivedAt) {
        open = true;
        blind = false;
        // not within what an unreadable frame or a hole left out
        opened = Math.max(last, arrivedAt + lateness.margin());
        last = opened;
        proven = Math.max(proven, arrivedAt);
    }

    /**
     * The connection has just begun and its clock is measured.
     *
     * @param coarseness how far apart two times of the source's messages are, in µs
     * @return what must be taken back of earlier connections' claims, because the source's clock was set back since;
     *     null for nothing
     */
    @Nullable
    RetractCoverage claimedAhead(long sourceTime, long sourceAhead, long coarseness) {
        long claimedTo = end.end();
        long believedTo = end.believedTo(sourceTime + coarseness, sourceAhead, lateness.margin() + coarseness);
        if (believedTo >= claimedTo) {
            return null;
        }
        end.claimed(believedTo, sourceAhead);
        return new RetractCoverage(stream, believedTo, claimedTo, CoverageRetraction.CLOCK_SET_BACK);
    }

    /**
     * The source has told its time, on a connection that goes on. Where that is before what was claimed, its clock was
     * set back, and positions that were claimed are given out again. All claims from there on are void, and the window
     * begins again behind them.
     *
     * @return what must be taken back; null for nothing
     */
    @Nullable
    RetractCoverage setBack(long sourceTime, long sourceAhead, Instant receivedAt, long coarseness) {
        if (!open || sourceTime + coarseness >= claimed) {
            return null;
        }
        RetractCoverage ahead = new RetractCoverage(stream, sourceTime, last, CoverageRetraction.CLOCK_SET_BACK);
        opened = sourceTime + lateness.margin();
        begun = Math.min(begun, opened);
        confirmedAt = receivedAt;
        last = opened;
        claimed = Long.MIN_VALUE;
        end.claimed(sourceTime, sourceAhead);
        proven = sourceTime;
        heard = Math.min(heard, opened);
        retracted = Coverage.empty();
        return ahead;
    }

    String stream() {
        return stream;
    }

    /** The position from which on the window holds. */
    long opened() {
        return opened;
    }

    /**
     * While old events come, what is new stands behind them in the source's queue. A pong overtakes the queue, so that
     * nothing is claimed before an event of the present has come.
     *
     * @param time everything the source did before was received, but for the lateness
     * @param sourceAhead how far the source's clock was taken to be ahead of ours, in µs
     * @return the new end; null when it is not beyond the present one
     */
    @Nullable
    Long upTo(long time, long sourceAhead) {
        if (!open || repeating) {
            return null;
        }
        proven = Math.max(proven, time);
        long to = time - lateness.margin();
        if (to <= last) {
            return null;
        }
        last = to;
        claimed = to;
        end.claimed(to, sourceAhead);
        return to;
    }

    /**
     * An event came; whether it came late is {@link #late}'s question.
     *
     * @return what must be taken back, because the pause before it was none of the stream's usual ones; null for
     *     nothing
     */
    @Nullable
    RetractCoverage event(long sourceTime, Instant receivedAt) {
        boolean paused = open && pace.unusual(Duration.between(heardAt, receivedAt));
        long from = Math.max(opened, heard - lateness.margin());
        heard = Math.max(heard, sourceTime);
        heardAt = receivedAt;
        ticksSinceHeard = 0;
        pace.event(receivedAt);
        return paused && from < last ? new RetractCoverage(stream, from, last, "blind-stream") : null;
    }

    /**
     * An item's lateness is its distance behind what was proven before it came. A connection that stalls delays its
     * proofs as well, and gives no measure.
     *
     * @param position where something happened just now, by the source's own word
     * @param grace how long after the confirmation the source may repeat what is old
     * @return what must be taken back, because it stands where everything had been claimed; null for nothing new
     */
    @Nullable
    RetractCoverage late(long position, Instant receivedAt, Duration grace) {
        if (!open || (position < opened && receivedAt.isBefore(confirmedAt.plus(grace)))) {
            return null;
        }
        lateness.saw(Math.max(0, proven - position));
        if (position >= last) {
            return null;
        }
        return retracted.contains(position) ? null : retract(position, "late-item");
    }

    /**
     * A frame could not be read. What it held stands somewhere between the last claim and now, so nothing is claimed of
     * that, nor of the next moment. Where one frame is unreadable, others follow. While they do, the moment doubles up
     * to a minute.
     *
     * @param arrivedAt the latest that the source's clock may have shown
     * @return null when that moment of an earlier one has not passed
     */
    @Nullable
    RetractCoverage unreadable(long arrivedAt) {
        if (!open || arrivedAt < last) {
            return null;
        }
        moment = arrivedAt < unreadableTo + moment ? Math.min(2 * moment, MAX_MOMENT) : MOMENT;
        long from = last;
        last = arrivedAt + moment;
        unreadableTo = last;
        return retract(from, "unreadable-frame");
    }

    /**
     * The source says that it left out events. A range may reach a minute beyond the present, and what is unsaid a
     * moment: the source's clock is measured less the travel time. A range that is wholly beyond is none.
     *
     * @param said where they stand; null when it does not say
     * @param arrivedAt the latest that the source's clock may have shown
     * @return what must be taken back: without a range all that this connection has claimed; null for nothing
     */
    @Nullable
    RetractCoverage leftOut(@Nullable Range said, long arrivedAt) {
        Range range = said == null || said.from() >= arrivedAt + MAX_MOMENT ? null : said;
        long from = range == null ? begun : range.from();
        long to = Math.max(last, range == null ? arrivedAt + MOMENT : Math.min(range.to(), arrivedAt + MAX_MOMENT));
        if (from >= to) {
            return null;
        }
        last = to;
        return retract(from, CoverageRetraction.ANNOUNCED_HOLE);
    }

    /** The connection goes on where another ended: old events come first, which are no late ones. */
    void expectRepeats() {
        repeating = true;
    }

    /**
     * True while such events are expected, for one that is from before this connection or has waited behind them. The
     * stream is not silent.
     *
     * @param arrivedAt what the source's clock showed at its arrival, but for the travel time
     */
    boolean repeats(long happened, long arrivedAt, Instant receivedAt) {
        repeating &= happened < Math.max(opened, arrivedAt - lateness.margin());
        if (repeating) {
            heardAt = receivedAt;
            ticksSinceHeard = 0;
        }
        return repeating;
    }

    /** True where an event of the present is waited for since the confirmation, and for longer than that. */
    boolean repeatsLongerThan(Duration most, Instant now) {
        return repeating && now.isAfter(confirmedAt.plus(most));
    }

    /** Of a range that is forgotten here, more is retracted than need be. */
    private RetractCoverage retract(long from, String cause) {
        Range range = Range.of(from, last);
        retracted = (retracted.ranges().size() < MAX_RETRACTED ? retracted : Coverage.empty()).plus(range);
        return new RetractCoverage(stream, from, last, cause);
    }

    /**
     * A stream that should have said something by now gets no claims on this connection before it is heard again.
     *
     * @return what must be taken back; null for nothing
     */
    @Nullable
    RetractCoverage tooQuiet(Instant now) {
        ticksSinceHeard++;
        if (ticksSinceHeard < 2 || !pace.tooQuiet(Duration.between(heardAt, now))) {
            return null;
        }
        pace.suspected();
        blind = true;
        boolean claiming = open;
        open = false;
        long from = Math.max(opened, heard - lateness.margin());
        return claiming ? new RetractCoverage(stream, Math.min(from, last), last, "blind-stream") : null;
    }

    /** True from the moment at which the stream fell silent on this connection until it is heard again. */
    boolean blind() {
        return blind;
    }

    long margin() {
        return lateness.margin();
    }
}
