package dev.gapless.capture.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Window window = new Window(
            "w",
            new StreamId("sandbox", "acc", "posts"),
            Evidence.HEARTBEAT_ATTESTED,
            Set.of(Aspect.CREATIONS),
            100,
            7,
            0,
            100L);

    @Test
    void a_new_window_covers_nothing() {
        CoverageReport report = window.report(NOON);

        assertThat(report.from()).isEqualTo(100);
        assertThat(report.to()).isEqualTo(100);
        assertThat(report.open()).isTrue();
    }

    @Test
    void it_only_grows_and_its_frontier_with_it() {
        window.reach(150, List.of());
        window.reach(120, List.of());

        assertThat(window.report(NOON).to()).isEqualTo(150);
        assertThat(window.report(NOON).frontier()).isEqualTo(150L);
    }

    @Test
    void once_closed_it_stays_where_it_was() {
        window.reach(150, List.of());
        window.close();
        window.reach(200, List.of());

        assertThat(window.report(NOON).to()).isEqualTo(150);
        assertThat(window.report(NOON).open()).isFalse();
    }

    @Test
    void it_reports_when_it_grew_and_every_four_seconds_as_a_sign_of_life() {
        window.report(NOON);
        assertThat(window.reportIfDue(NOON.plusSeconds(2))).isNull();

        window.reach(150, List.of());
        assertThat(window.reportIfDue(NOON.plusSeconds(2))).isNotNull();
        assertThat(window.reportIfDue(NOON.plusSeconds(4))).isNull();
        assertThat(window.reportIfDue(NOON.plusSeconds(7))).isNotNull();
    }

    @Test
    void fingerprints_are_told_until_a_report_with_them_has_arrived() {
        Anchor anchor = new Anchor(149, "hash");
        window.reach(150, List.of(anchor));
        CoverageReport lost = window.report(NOON);
        window.notDelivered();
        CoverageReport again = window.reportIfDue(NOON.plusSeconds(1));

        assertThat(lost.anchors()).containsExactly(anchor);
        assertThat(again).isNotNull();
        if (again != null) {
            assertThat(again.anchors()).containsExactly(anchor);
            window.delivered(again);
        }
        assertThat(window.report(NOON).anchors()).isEmpty();
    }
}
