package dev.gapless.checkpoint.coverage.consistency;

import dev.gapless.checkpoint.coverage.consistency.LiveUptime.Up;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All that is told of a period, of sources of which there is anything to tell. */
final class ConsistencyReport {

    private final ConsistencyView view;
    private final LiveUptime uptime;
    private final GapFillTimes fillTimes;

    ConsistencyReport(ConsistencyView view, LiveUptime uptime, GapFillTimes fillTimes) {
        this.view = view;
        this.uptime = uptime;
        this.fillTimes = fillTimes;
    }

    /** @param source null for all */
    List<SourceConsistency> of(@Nullable String source, Instant from, Instant to) {
        Map<String, SourceConsistency> seen = new TreeMap<>();
        view.of(source, from, to).forEach(each -> seen.put(each.source(), each));
        Map<String, Up> up = uptime.of(source, from, to);
        Map<String, GapFillStatistics> filled = fillTimes.between(from, to);
        TreeSet<String> sources = new TreeSet<>(seen.keySet());
        sources.addAll(up.keySet());
        sources.addAll(filled.keySet());
        sources.removeIf(each -> source != null && !source.equals(each));
        List<SourceConsistency> told = new ArrayList<>();
        for (String each : sources) {
            SourceConsistency one = seen.get(each);
            Up live = up.get(each);
            told.add((one == null ? SourceConsistency.of(each, from, to, 0, 0, 0, 0, 0) : one)
                    .with(
                            live == null ? 0 : live.streams(),
                            live == null ? null : (Double) live.part(),
                            filled.get(each)));
        }
        return told;
    }
}
