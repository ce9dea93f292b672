package dev.gapless.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts a real service for the tests of clients, and runs them in Node and in a browser. */
class TypeScriptClientIT {

    private static final Path CLIENT = Path.of("..", "clients", "typescript");
    private static final Path REACT = Path.of("..", "clients", "react");

    @TempDir
    private Path directory;

    @Test
    void its_own_tests_pass_against_a_real_service() throws Exception {
        run(CLIENT, "test/live.test.mjs");
    }

    /** Skipped by themselves, and loudly, where no browser is. */
    @Test
    void client_and_hook_pass_in_a_browser_against_a_real_service() throws Exception {
        run(REACT, "test/browser.test.mjs");
    }

    private void run(Path client, String tests) throws Exception {
        assumeTrue(
                Files.exists(client.resolve("dist").resolve("index.js")),
                client + " is not built: ./gapless clients builds it and runs this test");
        try (ClientControlServer service = new ClientControlServer(directory)) {
            List<String> node = List.of(
                    "node", "--experimental-websocket", "--test", "--test-force-exit", "--test-reporter=spec", tests);
            assertThat(service.run(client, node, 4)).isZero();
        }
    }
}
