package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A report, told by what a test cares for. */
public record CoverageReportBuilder(
        String window,
        StreamId stream,
        IngestPath path,
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

    public CoverageReportBuilder(
            String window,
            StreamId stream,
            IngestPath path,
            Set<Aspect> aspects,
            long from,
            long to,
            boolean open,
            long epoch,
            long generation,
            List<Anchor> anchors,
            @Nullable Long frontier) {
        this(window, stream, path, aspects, from, to, open, epoch, generation, anchors, frontier, null, List.of(), AT);
    }

    /** An open live window of all aspects. */
    public static CoverageReportBuilder live(String window, long from, long to) {
        return new CoverageReportBuilder(window, POSTS, IngestPath.LIVE, ALL, from, to, true, 1, 0, List.of(), null);
    }

    /** A closed mined window. */
    public static CoverageReportBuilder mined(String window, long from, long to, Set<Aspect> aspects) {
        return new CoverageReportBuilder(
                window, POSTS, IngestPath.MINED, aspects, from, to, false, 1, 0, List.of(), null);
    }

    public CoverageReportBuilder of(StreamId other) {
        return new CoverageReportBuilder(
                window,
                other,
                path,
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

    public CoverageReportBuilder closed() {
        return new CoverageReportBuilder(
                window,
                stream,
                path,
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

    public CoverageReportBuilder epoch(long other) {
        return new CoverageReportBuilder(
                window,
                stream,
                path,
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

    public CoverageReportBuilder generation(long other) {
        return new CoverageReportBuilder(
                window, stream, path, aspects, from, to, open, epoch, other, anchors, frontier, lateness, records, at);
    }

    public CoverageReportBuilder anchors(List<Anchor> others) {
        return new CoverageReportBuilder(
                window,
                stream,
                path,
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

    public CoverageReportBuilder frontier(long other) {
        return new CoverageReportBuilder(
                window,
                stream,
                path,
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

    public CoverageReportBuilder lateness(long other) {
        return new CoverageReportBuilder(
                window,
                stream,
                path,
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
    public CoverageReportBuilder on(RecordSpan... spans) {
        return new CoverageReportBuilder(
                window,
                stream,
                path,
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

    public CoverageReportBuilder at(Instant other) {
        return new CoverageReportBuilder(
                window,
                stream,
                path,
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
                new CoverageReport.WindowRef(window, stream, path, epoch, generation),
                new CoverageReport.ClaimedRange(
                        from,
                        to,
                        path == IngestPath.LIVE ? Evidence.HEARTBEAT_ATTESTED : Evidence.PAGE_WALK,
                        aspects,
                        open),
                new CoverageReport.StreamHints(anchors, frontier, lateness),
                records,
                at);
    }
}
