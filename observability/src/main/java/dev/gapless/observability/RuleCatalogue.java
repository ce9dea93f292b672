package dev.gapless.observability;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The recording rules and the alerts.
 *
 * @param thresholds the numbers in them that an operator may set, as they are shipped
 */
public record RuleCatalogue(List<AlertThreshold> thresholds, List<RecordingEntry> recordings, List<AlertEntry> alerts) {

    private static final String FILE = "alerts.yaml";

    public RuleCatalogue {
        thresholds = List.copyOf(thresholds);
        recordings = List.copyOf(recordings);
        alerts = List.copyOf(alerts);
    }

    /** The alerts that belong to a dashboard. */
    List<AlertEntry> alertsOf(String dashboard) {
        return alerts.stream()
                .filter(alert -> alert.dashboard().equals(dashboard))
                .toList();
    }

    /** The rules of this version. */
    public static RuleCatalogue load() {
        return load(Map.of());
    }

    /**
     * The rules of this version with other thresholds.
     *
     * @param thresholds values by name; those that are not named are as shipped
     * @throws IllegalArgumentException for a name that there is not, or a value that is no number
     */
    public static RuleCatalogue load(Map<String, String> thresholds) {
        Map<String, String> values = new LinkedHashMap<>();
        YamlResource.read(FILE, RuleCatalogue.class)
                .thresholds()
                .forEach(threshold -> values.put(threshold.name(), threshold.value()));
        thresholds.forEach((name, value) -> {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException(
                        "threshold: %s (expected: one of %s)".formatted(name, String.join(", ", values.keySet())));
            }
            if (!value.matches("[0-9]+(\\.[0-9]+)?")) {
                throw new IllegalArgumentException("%s: %s (expected: a number such as 0.5)".formatted(name, value));
            }
            values.put(name, value);
        });
        return YamlResource.read(FILE, RuleCatalogue.class, text -> {
            String filled = text;
            for (Map.Entry<String, String> each : values.entrySet()) {
                filled = filled.replace("<" + each.getKey() + ">", each.getValue());
            }
            return filled;
        });
    }
}
