package dev.gapless.checkpoint.checkpoints;

import static dev.gapless.checkpoint.checkpoints.CheckpointRig.ANN;
import static dev.gapless.checkpoint.checkpoints.CheckpointRig.POSTS;
import static dev.gapless.checkpoint.checkpoints.CheckpointRig.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.leases.Lease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoppedHolderIT {

    private final CheckpointRig rig = new CheckpointRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void a_process_that_was_stopped_past_its_lease_writes_nothing_when_it_goes_on() throws Exception {
        Process holder = start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> version(POSTS) > 2 && version(ANN) > 2);
            signal("STOP", holder);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> rig.database()
                                    .number("select count(*) from resource_lease"
                                            + " where expires_at <= clock_timestamp()")
                            == 2);
            Lease taken = rig.begun(POSTS, "second");
            Checkpoint posts = rig.stored(POSTS);
            assertThat(rig.checkpoints().move(POSTS, step(posts, taken.token(), "{\"by\":\"second\"}")))
                    .isInstanceOf(CheckpointUpdateResult.To.class);
            List<Checkpoint> before = List.of(rig.stored(POSTS), rig.stored(ANN));

            signal("CONT", holder);

            assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
            String said = new String(holder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).contains(POSTS + " written after refusal: 0", ANN + " written after refusal: 0");
            assertThat(holder.exitValue()).isZero();
            assertThat(List.of(rig.stored(POSTS), rig.stored(ANN))).isEqualTo(before);
        } finally {
            holder.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        var connection = rig.database().connection();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoppedHolder.class.getName(),
                        connection.jdbcUrl(),
                        connection.user(),
                        connection.password())
                .redirectErrorStream(true)
                .start();
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private long version(CheckpointId id) {
        return rig.database()
                .number("select coalesce(max(version), 0) from checkpoint where processor = ?", id.processor());
    }
}
