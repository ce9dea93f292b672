package dev.gapless.observability;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A metric that the code registers.
 *
 * @param name as the code writes it, with dots
 * @param unit of the value, as people read it
 * @param tags all label names
 * @param services which services register it
 * @param meaning what the value says, as Markdown
 */
public record MetricEntry(
        String name, Type type, String unit, List<String> tags, List<String> services, String meaning) {

    /** What the registry makes of it. */
    public enum Type {
        COUNTER,
        GAUGE,
        TIMER,
        HISTOGRAM
    }

    public MetricEntry {
        tags = List.copyOf(tags);
        services = List.copyOf(services);
    }

    /** The series that Prometheus has of it, each with its labels; those of the target apart. */
    public Map<String, Set<String>> series() {
        String base = name.replace('.', '_');
        Map<String, Set<String>> series = new LinkedHashMap<>();
        switch (type) {
            case COUNTER -> series.put(base + "_total", Set.copyOf(tags));
            case GAUGE -> series.put(base, Set.copyOf(tags));
            case TIMER, HISTOGRAM -> {
                for (String suffix : List.of("_seconds_count", "_seconds_sum", "_seconds_max")) {
                    series.put(base + suffix, Set.copyOf(tags));
                }
                if (type == Type.HISTOGRAM) {
                    Set<String> bucket = new TreeSet<>(tags);
                    bucket.add("le");
                    series.put(base + "_seconds_bucket", bucket);
                }
            }
        }
        return series;
    }
}
