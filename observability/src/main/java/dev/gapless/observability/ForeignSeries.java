package dev.gapless.observability;

import java.util.List;

/**
 * A series that Prometheus or a library brings.
 *
 * @param name as it is scraped
 * @param tags all label names, those of the target apart
 * @param from who brings it
 */
public record ForeignSeries(String name, String unit, List<String> tags, String from, String meaning) {

    public ForeignSeries {
        tags = List.copyOf(tags);
    }
}
