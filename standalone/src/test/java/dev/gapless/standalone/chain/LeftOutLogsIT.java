package dev.gapless.standalone.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real chain, seen through a provider that answers with fewer logs than there are. */
class LeftOutLogsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int HISTORY = 24;

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    @AfterEach
    void remove() throws Exception {
        SharedSuite.remove(source);
    }

    @Test
    void a_block_whose_logs_are_left_out_is_not_covered_and_its_gap_is_stuck_until_they_are_told() throws Exception {
        try (AnvilNode node = AnvilNode.start(directory)) {
            ChainClient chain = node.client();
            TickContract contract = TickContract.deploy(chain);
            for (int block = 0; block < HISTORY; block++) {
                contract.tick(2);
            }
            long forgotten = chain.head() / 2;
            GaplessSuite suite = SharedSuite.get();
            ChainLedger ledger = new ChainLedger(suite.servers(), source, contract.address());
            try (ForgetfulNode provider = new ForgetfulNode(node.port(), forgotten)) {
                follow(suite, provider, node, contract);

                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(gaps(suite, "STUCK")).anySatisfy(gap -> {
                            assertThat(gap.get("reason").asString())
                                    .isEqualTo(
                                            ("the listing leaves out logs: block %d has 2 logs of the contract by its"
                                                            + " receipts, and 0 were listed")
                                                    .formatted(forgotten));
                            assertThat(gap.get("from").asLong()).isEqualTo(forgotten);
                        }));
                Set<String> others = new TreeSet<>(chain.logs(contract.address()));
                others.removeAll(chain.logs(contract.address(), forgotten));
                assertThat(others).hasSize(2 * (HISTORY - 1));
                // what is captured and what is covered come by other ways than the state of the gap
                await().atMost(TIMEOUT).untilAsserted(() -> {
                    assertThat(covered(suite, contract, forgotten - 1)).isEqualTo("HEADER_ATTESTED");
                    assertThat(covered(suite, contract, forgotten + 1)).isEqualTo("HEADER_ATTESTED");
                    assertThat(ledger.living()).isEqualTo(others);
                });
                assertThat(covered(suite, contract, forgotten)).isNull();

                provider.remember();
                scheduler(suite)
                        .post(
                                "/v1/gaps/%s:release"
                                        .formatted(gaps(suite, "STUCK")
                                                .iterator()
                                                .next()
                                                .get("id")
                                                .asString()),
                                "application/json",
                                "{}".getBytes(StandardCharsets.UTF_8));
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(ledger.living()).isEqualTo(chain.logs(contract.address())));
                await().atMost(TIMEOUT)
                        .untilAsserted(() ->
                                assertThat(covered(suite, contract, forgotten)).isEqualTo("HEADER_ATTESTED"));
            }
        }
    }

    private RestApi scheduler(GaplessSuite suite) throws Exception {
        return RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
    }

    private Set<JsonNode> gaps(GaplessSuite suite, String state) throws Exception {
        JsonNode answer = JsonMapper.shared()
                .readTree(scheduler(suite).get("/v1/gaps?limit=50&state=%s&source=%s".formatted(state, source)));
        Set<JsonNode> gaps = new LinkedHashSet<>();
        answer.forEach(gaps::add);
        return gaps;
    }

    /** By what evidence a block is held for creations; null where it is not. */
    private @Nullable String covered(GaplessSuite suite, TickContract contract, long block) throws Exception {
        RestApi checkpoint =
                RestApi.at(suite.url(SuiteService.CHECKPOINT), suite.home().adminToken());
        JsonNode certificate = JsonMapper.shared()
                .readTree(checkpoint.get("/v1/coverage/%s/%s/logs".formatted(source, contract.address())));
        Set<String> evidence = new TreeSet<>();
        for (JsonNode window : certificate.get("windows")) {
            if (window.get("from").asLong() <= block && block < window.get("to").asLong()) {
                evidence.add(window.get("evidence").asString());
            }
        }
        return evidence.isEmpty() ? null : String.join(",", evidence);
    }

    /** The live path reaches the node itself, and begins above the history. */
    private void follow(GaplessSuite suite, ForgetfulNode provider, AnvilNode node, TickContract contract)
            throws Exception {
        try (InputStream shipped = LeftOutLogsIT.class.getResourceAsStream("/connectors/evm-logs.yaml")) {
            assertThat(shipped).isNotNull();
            String manifest = new String(shipped.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("source: evm", "source: " + source)
                    .replace("http://127.0.0.1:8545", "http://127.0.0.1:" + provider.port())
                    .replace("ws://127.0.0.1:8545", "ws://127.0.0.1:" + node.port());
            scheduler(suite)
                    .put("/v1/sources/" + source, "application/yaml", manifest.getBytes(StandardCharsets.UTF_8));
        }
        scheduler(suite)
                .put(
                        "/v1/accounts/" + source + "/" + contract.address(),
                        "application/json",
                        "{\"since\":\"0\"}".getBytes(StandardCharsets.UTF_8));
    }
}
