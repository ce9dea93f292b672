package dev.gapless.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.observability.RecordedPanels.RecordedPanel;
import dev.gapless.observability.RecordedPanels.RecordedSeries;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Previews show missing values as missing. */
class PanelPreviewTest {

    private final DashboardCatalogue dashboards = DashboardCatalogue.load();

    @Test
    void a_timeline_paints_nothing_where_nothing_was_known() {
        String drawn = draw("completeness", "State of sources", 0.0, 0.0, null, null, 0.0, 3.0);

        assertThat(drawn.split("<title>covered</title>", -1))
                .as("two boxes, not one")
                .hasSize(3);
        assertThat(drawn.split("<title>unknown</title>", -1)).hasSize(2);
        assertThat(drawn.split("<title>", -1)).as("nothing for what is missing").hasSize(4);
    }

    @Test
    void a_line_breaks_where_values_are_missing() {
        String whole = draw("overview", "Coverage lag", 1.0, 2.0, 3.0, 4.0);
        String broken = draw("overview", "Coverage lag", 1.0, 2.0, null, 3.0, 4.0);

        assertThat(whole.split("<polyline", -1)).hasSize(2);
        assertThat(broken.split("<polyline", -1)).hasSize(3);
        assertThat(whole + broken).doesNotContain("<circle");
    }

    @Test
    void a_value_alone_is_a_dot() {
        String drawn = draw("overview", "Coverage lag", 1.0, 2.0, null, 4.0);

        assertThat(drawn.split("<polyline", -1)).hasSize(2);
        assertThat(drawn.split("<circle", -1)).hasSize(2);
        assertThat(drawn).contains("<circle cx=\"572.5\" cy=\"34.0\" r=\"1.5\"");
    }

    @Test
    void the_axis_of_a_short_time_is_told_in_seconds() {
        assertThat(draw("overview", "Coverage lag", 1.0, 2.0, 3.0, 4.0)).contains(">5 s<", ">20 s<");
    }

    @Test
    void each_says_that_it_is_a_preview() {
        assertThat(draw("overview", "Coverage lag", 1.0)).contains("Preview, drawn by Gapless");
    }

    private String draw(String dashboard, String title, @Nullable Double... values) {
        RecordedSeries series = new RecordedSeries("s", Arrays.asList(values));
        return PanelPreview.draw(
                dashboards.panel(dashboard, title), new RecordedPanel(dashboard, title, List.of(series)), 5);
    }
}
