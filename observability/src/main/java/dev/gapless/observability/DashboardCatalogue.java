package dev.gapless.observability;

import java.util.List;

/** All dashboards. */
public record DashboardCatalogue(List<DashboardEntry> dashboards) {

    public DashboardCatalogue {
        dashboards = List.copyOf(dashboards);
    }

    /** The dashboards of this version. */
    public static DashboardCatalogue load() {
        return YamlResource.read("dashboards.yaml", DashboardCatalogue.class);
    }
}
