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

    /**
     * A panel of a dashboard.
     *
     * @param dashboard its id
     * @throws IllegalArgumentException when there is none with this title
     */
    public PanelEntry panel(String dashboard, String title) {
        return dashboards.stream()
                .filter(each -> each.id().equals(dashboard))
                .flatMap(each -> each.panels().stream())
                .filter(panel -> panel.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s of %s: no such panel (expected: one of dashboards.yaml)".formatted(title, dashboard)));
    }
}
