package dev.gapless.observability;

import java.util.List;

/**
 * A dashboard.
 *
 * @param id last part of its address and its file's name
 */
public record DashboardEntry(String id, String title, String description, List<PanelRow> rows) {

    public DashboardEntry {
        rows = List.copyOf(rows);
    }

    /**
     * A row of panels.
     *
     * @param good what it looks like when all is well
     */
    public record PanelRow(String title, String good, List<PanelEntry> panels) {

        public PanelRow {
            panels = List.copyOf(panels);
        }
    }

    /** All panels, row by row. */
    public List<PanelEntry> panels() {
        return rows.stream().flatMap(row -> row.panels().stream()).toList();
    }
}
