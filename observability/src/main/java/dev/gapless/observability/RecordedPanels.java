package dev.gapless.observability;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Prometheus answered to the expressions of some panels.
 *
 * @param from the instant of the first value
 * @param stepSeconds between two values
 */
public record RecordedPanels(String from, int stepSeconds, List<RecordedPanel> panels) {

    public RecordedPanels {
        panels = List.copyOf(panels);
    }

    /**
     * One panel.
     *
     * @param dashboard its id
     * @param title of the panel
     */
    public record RecordedPanel(String dashboard, String title, List<RecordedSeries> series) {

        public RecordedPanel {
            series = List.copyOf(series);
        }
    }

    /**
     * One series of a panel.
     *
     * @param name as its legend says it
     * @param values one a step; null where there was none
     */
    public record RecordedSeries(String name, List<@Nullable Double> values) {}

    /** Those that the previews of the documentation are drawn from. */
    static RecordedPanels load() {
        return YamlResource.read("recorded-panels.json", RecordedPanels.class);
    }
}
