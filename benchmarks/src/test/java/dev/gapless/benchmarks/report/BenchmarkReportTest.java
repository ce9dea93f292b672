package dev.gapless.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchmarkReportTest {

    @TempDir
    private Path directory;

    private final BenchmarkReport report = new BenchmarkReport("thing", "A <thing> & more", new RoundResults())
            .goal(FigureGoal.atLeast("as fast as it must be", new RoundStatistic(0.9, 0.5, 1), 0.8))
            .goal(FigureGoal.atMost("as cheap as it must be", new RoundStatistic(0.9, 0.5, 1), 0.8))
            .fact("a fact", new RoundStatistic(3, 2, 4))
            .profile("where", List.of(new ProfileShare("here", 0.75)))
            .plot("curve", curve());

    private static LineChart curve() {
        LineChart curve = new LineChart("Less < more", "amount");
        curve.point(0, 5);
        curve.point(1_000, 6);
        return curve;
    }

    @Test
    void each_goal_is_judged_by_its_median() {
        assertThat(ConsoleReport.text(report))
                .containsPattern("met +as fast as it must be +0.90 \\(0.50-1.00\\)")
                .containsPattern("MISSED +as cheap as it must be")
                .contains("75.0 %  here");
    }

    @Test
    void files_hold_the_goals_and_every_plot_is_well_formed() throws Exception {
        dev.gapless.benchmarks.report.ReportFiles.write(report, Map.of("processors", "2"), directory);

        JsonNode written = JsonMapper.shared().readTree(directory.resolve("thing.json"));
        assertThat(written.at("/goals/0/met").asBoolean()).isTrue();
        assertThat(written.at("/goals/1/atMost").asDouble()).isEqualTo(0.8);
        assertThat(written.at("/machine/processors").asString()).isEqualTo("2");
        parse(directory.resolve("thing-curve.svg"));
    }

    @Test
    void bars_are_well_formed_whatever_a_part_is_called() throws Exception {
        BarChart bars = new BarChart("a & b");
        bars.bar("<new>", new RoundStatistic(10, 5, 20));
        bars.bar("nothing", new RoundStatistic(0, 0, 0));
        Path file = directory.resolve("bars.svg");
        Files.writeString(file, bars.svg());

        parse(file);
    }

    private static void parse(Path svg) throws Exception {
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(svg.toFile())
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }
}
