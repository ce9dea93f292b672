package dev.gapless.checkpoint.coverage;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A report, told by what a test cares for. */
public record Reporting(
        String window,
        StreamId stream,
        Door door,
        Set<Aspect> aspects,
        long from,
        long to,
        boolean open,
        long epoch,
        long generation,
        List<Anchor> anchors,
        @Nullable Long frontier,
        @Nullable Long lateness,
        List<RecordSpan> records,
        Instant at) {

    public static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    public static final StreamId POSTS = new StreamId("forum", "ann", "posts");
    public static final Set<Aspect> ALL = EnumSet.allOf(Aspect.class);

    public Reporting(
            String window,
            StreamId stream,
            Door door,
            Set<Aspect> aspects,
            long from,
            long to,
            boolean open,
            long epoch,
            long generation,
            List<Anchor> anchors,
            @Nullable Long frontier) {
        this(window, stream, door, aspects, from, to, open, epoch, generation, anchors, frontier, null, List.of(), AT);
    }

    /** An open live window of all aspects. */
    public static Reporting live(String window, long from, long to) {
        return new Reporting(window, POSTS, Door.LIVE, ALL, from, to, true, 1, 0, List.of(), null);
    }

    /** A closed mined window. */
    public static Reporting mined(String window, long from, long to, Set<Aspect> aspects) {
        return new Reporting(window, POSTS, Door.MINED, aspects, from, to, false, 1, 0, List.of(), null);
    }

    public Reporting of(StreamId other) {
        return new Reporting(
                window,
                other,
                door,
                aspects,
                from,
                to,
                open,
                epoch,
                generation,
                anchors,
                frontier,
                lateness,
                records,
                at);
    }

    public Reporting closed() {
        return new Reporting(
                window,
                stream,
                door,
                aspects,
                from,
                to,
                false,
                epoch,
                generation,
                anchors,
                frontier,
                lateness,
                records,
                at);
    }

    public Reporting epoch(long other) {
        return new Reporting(
                window,
                stream,
                door,
                aspects,
                from,
                to,
                open,
                other,
                generation,
                anchors,
                frontier,
                lateness,
                records,
                at);
    }

    public Reporting generation(long other) {
        return new Reporting(
                window, stream, door, aspects, from, to, open, epoch, other, anchors, frontier, lateness, records, at);
    }

    public Reporting anchors(List<Anchor> others) {
        return new Reporting(
                window,
                stream,
                door,
                aspects,
                from,
                to,
                open,
                epoch,
                generation,
                others,
                frontier,
                lateness,
                records,
                at);
    }

    public Reporting frontier(long other) {
        return new Reporting(
                window,
                stream,
                door,
                aspects,
                from,
                to,
                open,
                epoch,
                generation,
                anchors,
                other,
                lateness,
                records,
                at);
    }

    public Reporting lateness(long other) {
        return new Reporting(
                window,
                stream,
                door,
                aspects,
                from,
                to,
                open,
                epoch,
                generation,
                anchors,
                frontier,
                other,
                records,
                at);
    }

    /** Standing on these records. */
    public Reporting on(RecordSpan... spans) {
        return new Reporting(
                window,
                stream,
                door,
                aspects,
                from,
                to,
                open,
                epoch,
                generation,
                anchors,
                frontier,
                lateness,
                List.of(spans),
                at);
    }

    public Reporting at(Instant other) {
        return new Reporting(
                window,
                stream,
                door,
                aspects,
                from,
                to,
                open,
                epoch,
                generation,
                anchors,
                frontier,
                lateness,
                records,
                other);
    }

    public CoverageReport report() {
        return new CoverageReport(
                window,
                stream,
                door,
                door == Door.LIVE ? Evidence.HEARTBEAT_ATTESTED : Evidence.PAGE_WALK,
                aspects,
                from,
                to,
                open,
                epoch,
                generation,
                anchors,
                frontier,
                lateness,
                records,
                at);
    }
}
