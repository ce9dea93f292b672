package dev.gapless.capture.coverage;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.Door;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection holds of one stream. It only grows, and closes once. Safe for the connection's thread and the
 * producer's.
 */
public final class Window {

    /** A window that does not grow still says this often that it is there. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(4);

    private final String id;
    private final StreamId stream;
    private final Evidence evidence;
    private final Set<Aspect> aspects;
    private final long from;
    private final long epoch;
    private final long generation;
    private final List<Anchor> anchors = new ArrayList<>();

    private long to;
    private @Nullable Long frontier;
    private boolean open = true;
    private long reportedTo = Long.MIN_VALUE;
    private Instant reportedAt = Instant.EPOCH;

    public Window(
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

    public String id() {
        return id;
    }

    public long generation() {
        return generation;
    }

    /** A lower end than the present one is no claim. */
    public synchronized void reach(long end, List<Anchor> fingerprints) {
        if (open && end > to) {
            to = end;
            anchors.addAll(fingerprints);
            if (frontier != null) {
                frontier = Math.max(frontier, end);
            }
        }
    }

    public synchronized void close() {
        open = false;
    }

    /** A report of what is new, or a sign of life; null when neither is due. */
    public synchronized @Nullable CoverageReport reportIfDue(Instant now) {
        boolean silent = now.isAfter(reportedAt.plus(SIGN_OF_LIFE));
        return to > reportedTo || silent ? report(now) : null;
    }

    public synchronized CoverageReport report(Instant now) {
        reportedTo = to;
        reportedAt = now;
        return new CoverageReport(
                id, stream, Door.LIVE, evidence, aspects, from, to, open, epoch, generation, anchors, frontier, now);
    }

    /** The report has arrived: its fingerprints need not be told again. */
    public synchronized void delivered(CoverageReport report) {
        anchors.removeAll(report.anchors());
    }

    /** The report may not have arrived: it is due again. */
    public synchronized void notDelivered() {
        reportedTo = Long.MIN_VALUE;
    }
}
