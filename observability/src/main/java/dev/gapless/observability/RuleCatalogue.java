package dev.gapless.observability;

import java.util.List;

/** The recording rules and the alerts. */
public record RuleCatalogue(List<RecordingEntry> recordings, List<AlertEntry> alerts) {

    public RuleCatalogue {
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
        return YamlResource.read("alerts.yaml", RuleCatalogue.class);
    }
}
