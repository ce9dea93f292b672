package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.standalone.cluster.ClusterShape;
import dev.gapless.standalone.demo.ClusterRun.ClusterCourse;
import dev.gapless.standalone.demo.ClusterRun.ClusterRunResult;
import dev.gapless.standalone.suite.SuiteHome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./gapless cluster --replicas 2 --authorize}, and as quick as a small machine can. */
@Tag("long")
class ClusterIT {

    @TempDir
    private Path directory;

    @Test
    void services_that_are_known_killed_and_restarted_in_a_roll_lose_nothing_and_refuse_no_operator() throws Exception {
        ClusterRunResult run = new ClusterRun(
                        Path.of("..").toAbsolutePath().normalize(),
                        null,
                        SuiteHome.open(directory),
                        new ClusterShape(2, 3, true, true, List.of("-XX:TieredStopAtLevel=1"), Map.of()),
                        ClusterCourse.FAILURES,
                        ClusterCourse.FAILURES.events(),
                        Duration.ofSeconds(30),
                        System.out,
                        Clock.systemUTC())
                .run();

        assertThat(run.report().passed()).as(run.report().summary()).isTrue();
        assertThat(run.failedCalls()).isZero();
    }
}
