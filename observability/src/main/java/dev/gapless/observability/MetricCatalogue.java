package dev.gapless.observability;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All metrics that a panel, a rule or a document may name.
 *
 * @param own those that the code registers
 * @param foreign those that Prometheus and the libraries bring, as far as they are used
 */
public record MetricCatalogue(List<MetricEntry> own, List<ForeignSeries> foreign) {

    public MetricCatalogue {
        own = List.copyOf(own);
        foreign = List.copyOf(foreign);
    }

    /** The catalogue of this version. */
    public static MetricCatalogue load() {
        return YamlResource.read("metrics.yaml", MetricCatalogue.class);
    }

    /** All series with their labels; those of the target apart. */
    public Map<String, Set<String>> series() {
        Map<String, Set<String>> series = new TreeMap<>();
        own.forEach(metric -> series.putAll(metric.series()));
        foreign.forEach(one -> series.put(one.name(), Set.copyOf(one.tags())));
        return series;
    }
}
