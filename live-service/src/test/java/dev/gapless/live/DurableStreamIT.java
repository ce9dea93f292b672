package dev.gapless.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Durable Streams protocol's own suite and client, against a real service. {@code ./gapless clients} runs this. */
class DurableStreamIT {

    private static final Path PACKAGES = Path.of("..", "clients", "durable-streams");

    @TempDir
    private Path directory;

    @BeforeEach
    void onlyWhenAskedFor() {
        assumeTrue(
                Boolean.getBoolean("gapless.clients") && Files.isDirectory(PACKAGES.resolve("node_modules")),
                "./gapless clients installs the suite and runs it");
    }

    @Test
    void the_read_tests_of_the_conformance_suite_pass() throws Exception {
        try (ChangeTopicWriter topic = new ChangeTopicWriter();
                LiveReplica replica = LiveReplica.start(
                        directory,
                        topic.servers(),
                        "--gapless.live.http.poll=2s",
                        "--gapless.live.http.keep-alive=1s",
                        "--gapless.live.access.allowed-origins=https://example.com");
                DurableStreamAdapter adapter = new DurableStreamAdapter(replica.address(), topic.servers())) {
            ProcessBuilder suite = new ProcessBuilder("npm", "run", "--silent", "conformance");
            suite.directory(PACKAGES.toFile());
            suite.environment().put("DURABLE_STREAMS_URL", adapter.address().toString());
            assertThat(ClientControlServer.end(suite, 8)).isZero();
        }
    }

    @Test
    void a_client_of_others_reads_all_changes_through_a_restart() throws Exception {
        try (ClientControlServer service = new ClientControlServer(directory)) {
            assertThat(service.run(PACKAGES, List.of("npm", "run", "--silent", "client"), 8))
                    .isZero();
        }
    }
}
