package dev.gapless.capture.coverage;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.OffsetVector;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection holds of one stream. It only grows, and closes once. Safe for the connection's thread and the
 * producer's.
 */
final class LiveWindow {

    /** A window that does not grow still says that it is there: with one look every 2 s, at least every 4 s. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(3);

    private final String id;
    private final StreamId stream;
    private final Evidence evidence;
    private final Set<Aspect> aspects;
    private final long from;
    private final long epoch;
    private final long generation;
    private final Deque<Anchor> anchors = new ArrayDeque<>();

    private long to;
    private OffsetVector before = OffsetVector.EMPTY;
    private OffsetVector captured = OffsetVector.EMPTY;
    private @Nullable Long frontier;
    private boolean open = true;
    private long reportedTo = Long.MIN_VALUE;
    private Instant reportedAt = Instant.EPOCH;

    /** @param frontier null for streams without numbers */
    LiveWindow(
            String id,
            StreamId stream,
            Evidence evidence,
            Set<Aspect> aspects,
            long from,
            long epoch,
            long generation,
            @Nullable Long frontier) {
        this.id = id;
        this.stream = stream;
        this.evidence = evidence;
        this.aspects = aspects;
        this.from = from;
        this.to = from;
        this.epoch = epoch;
        this.generation = generation;
        this.frontier = frontier;
    }

    /** A window like this one that begins at that position, and never before this one began. */
    synchronized LiveWindow behind(String newId, long start) {
        LiveWindow later =
                new LiveWindow(newId, stream, evidence, aspects, Math.max(start, from), epoch, generation, frontier);
        later.follow(this);
        return later;
    }

    /**
     * An item that came under the earlier window may stand where only this one claims, since claims trail. So this one
     * stands on the records of both.
     */
    synchronized void follow(LiveWindow earlier) {
        OffsetVector begun;
        OffsetVector reached;
        synchronized (earlier) {
            begun = earlier.before;
            reached = earlier.captured;
        }
        before = begun;
        captured = reached;
    }

    String id() {
        return id;
    }

    StreamId stream() {
        return stream;
    }

    long generation() {
        return generation;
    }

    /** A lower end than the present one is no claim. */
    synchronized void reach(long end, List<Anchor> fingerprints, OffsetVector standsOn) {
        if (open && end > to) {
            to = end;
            captured = standsOn;
            anchors.addAll(fingerprints);
            if (frontier != null) {
                frontier = Math.max(frontier, end);
            }
        }
    }

    synchronized void close() {
        open = false;
    }

    /** A report of what is new, or a sign of life; null when neither is due. */
    synchronized @Nullable CoverageReport reportIfDue(Instant now, @Nullable Long latenessMicros) {
        boolean silent = !now.isBefore(reportedAt.plus(SIGN_OF_LIFE));
        return to > reportedTo || silent ? report(now, latenessMicros) : null;
    }

    synchronized CoverageReport report(Instant now, @Nullable Long latenessMicros) {
        reportedTo = to;
        reportedAt = now;
        return new CoverageReport(
                new CoverageReport.WindowRef(id, stream, IngestPath.LIVE, epoch, generation),
                new CoverageReport.ClaimedRange(from, to, evidence, aspects, open),
                new CoverageReport.StreamHints(List.copyOf(anchors), frontier, latenessMicros),
                standsOn(to),
                now);
    }

    /** None while nothing is claimed: records that a report names are not named again by the next. */
    private List<RecordSpan> standsOn(long end) {
        return end > from ? captured.spansSince(before) : List.of();
    }

    /** Says nothing new but these fingerprints. */
    synchronized CoverageReport anchoring(List<Anchor> told, Instant now) {
        return new CoverageReport(
                new CoverageReport.WindowRef(id, stream, IngestPath.LIVE, epoch, generation),
                new CoverageReport.ClaimedRange(from, Math.max(from, reportedTo), evidence, aspects, open),
                new CoverageReport.StreamHints(told, frontier, null),
                standsOn(reportedTo),
                now);
    }

    /**
     * The report has arrived: its fingerprints need not be told again. Reports arrive in the order of their sending.
     */
    synchronized void delivered(CoverageReport report) {
        for (Anchor told : report.anchors()) {
            if (told.equals(anchors.peekFirst())) {
                anchors.removeFirst();
            }
        }
    }

    /** The report may not have arrived: it is due again. */
    synchronized void notDelivered() {
        reportedTo = Long.MIN_VALUE;
    }
}
