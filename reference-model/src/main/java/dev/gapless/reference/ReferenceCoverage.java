package dev.gapless.reference;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.position.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the tables of coverage hold after reports and retractions, for sources that never rewrite their history. The
 * authority is PostgreSQL; a test holds its statements to this. Used by one thread.
 */
public class ReferenceCoverage {

    /**
     * What is held of one window.
     *
     * @param reach how far it was reported, also while it covers nothing
     * @param reportedAt when its last report was applied, by the ledger's clock, in µs
     */
    public record Held(
            StreamId stream,
            IngestPath path,
            Evidence evidence,
            Set<Aspect> aspects,
            Coverage covered,
            long reach,
            boolean open,
            long epoch,
            long reportedAt) {}

    private record Key(StreamId stream, String window) {}

    /** What was taken back of the windows that were there, and of whatever was told before. */
    private record Cut(CoverageRetraction retraction, Set<String> windows) {}

    private final Map<Key, Held> windows = new LinkedHashMap<>();
    private final List<Cut> cuts = new ArrayList<>();
    private final Map<StreamId, Long> lateness = new HashMap<>();

    /**
     * @param now by the ledger's clock, in µs
     * @return false when a later writer has taken the window over, and nothing was changed
     */
    public boolean apply(CoverageReport report, long now) {
        if (report.latenessMicros() != null) {
            lateness.put(report.stream(), report.latenessMicros());
        }
        Key key = new Key(report.stream(), report.windowId());
        Held held = windows.get(key);
        if (held != null && refuses(held, report)) {
            return false;
        }
        Coverage told = told(report);
        windows.put(
                key,
                new Held(
                        report.stream(),
                        held == null ? report.path() : held.path(),
                        held == null ? report.evidence() : held.evidence(),
                        held == null ? report.aspects() : held.aspects(),
                        held == null ? told : held.covered().plus(told),
                        held == null ? report.to() : Math.max(held.reach(), report.to()),
                        report.open() && (held == null || held.open()),
                        report.epoch(),
                        now));
        return true;
    }

    protected boolean refuses(Held held, CoverageReport report) {
        return report.epoch() < held.epoch();
    }

    private Coverage told(CoverageReport report) {
        Coverage told = report.from() < report.to()
                ? Coverage.of(List.of(Range.of(report.from(), report.to())))
                : Coverage.empty();
        for (Cut cut : cuts) {
            boolean before = cut.retraction().windowId() == null
                    && report.path() == IngestPath.LIVE
                    && !report.at().isAfter(cut.retraction().at());
            if (before && cut.retraction().stream().equals(report.stream())) {
                told = told.minus(Coverage.of(List.of(cut.retraction().range())));
            }
        }
        return told;
    }

    /** What it is about stays void, also where a report of it comes later. */
    public void apply(CoverageRetraction retraction) {
        Set<String> about = new HashSet<>();
        if (retraction.windowId() != null) {
            about.add(retraction.windowId());
        } else {
            windows.forEach((key, held) -> {
                if (held.path() == IngestPath.LIVE && key.stream().equals(retraction.stream())) {
                    about.add(key.window());
                }
            });
        }
        cuts.add(new Cut(retraction, about));
    }

    /** What is missing of any of the aspects asked for. */
    public List<Range> missing(Horizon horizon) {
        if (horizon.from() >= horizon.to()) {
            return List.of();
        }
        Range wanted = Range.of(horizon.from(), horizon.to());
        Coverage missing = Coverage.empty();
        for (Aspect aspect : horizon.aspects()) {
            missing = missing.plus(covered(horizon, aspect).missingFrom(wanted));
        }
        return missing.ranges();
    }

    private Coverage covered(Horizon horizon, Aspect aspect) {
        List<Range> ranges = new ArrayList<>();
        windows.forEach((key, held) -> {
            boolean counts = horizon.least() == null || held.evidence().compareTo(horizon.least()) >= 0;
            if (counts
                    && held.stream().equals(horizon.stream())
                    && held.aspects().contains(aspect)) {
                ranges.addAll(believed(key.window(), held).ranges());
            }
        });
        return Coverage.of(ranges);
    }

    private Coverage believed(String window, Held held) {
        Coverage left = held.covered();
        for (Cut cut : cuts) {
            if (cut.windows().contains(window) && cut.retraction().stream().equals(held.stream())) {
                left = left.minus(Coverage.of(List.of(cut.retraction().range())));
            }
        }
        return left;
    }

    /** How late items of the stream arrive at most, in µs, as last measured; null when it never was. */
    public @Nullable Long lateness(StreamId stream) {
        return lateness.get(stream);
    }

    /** The open live window that reaches furthest; null when none is open. */
    public @Nullable Held live(StreamId stream) {
        Held best = null;
        for (Held held : windows.values()) {
            boolean open = held.open()
                    && held.path() == IngestPath.LIVE
                    && !held.aspects().isEmpty();
            if (open && held.stream().equals(stream) && (best == null || held.reach() > best.reach())) {
                best = held;
            }
        }
        return best;
    }

    /** The stream's windows by their ids, with what is still believed of them. */
    public Map<String, Held> byId(StreamId stream) {
        Map<String, Held> found = new LinkedHashMap<>();
        windows.forEach((key, held) -> {
            if (key.stream().equals(stream)) {
                found.put(
                        key.window(),
                        new Held(
                                stream,
                                held.path(),
                                held.evidence(),
                                held.aspects(),
                                believed(key.window(), held),
                                held.reach(),
                                held.open(),
                                held.epoch(),
                                held.reportedAt()));
            }
        });
        return found;
    }
}
