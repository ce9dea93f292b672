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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real node that is stopped and started twice, and rewrites its last blocks in between, while a contract goes on
 * counting.
 */
class ChainIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int DEPTH = 4;
    private static final int HISTORY = 400;

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    @AfterEach
    void remove() throws Exception {
        SharedSuite.remove(source);
    }

    @Test
    void the_ledgers_living_rows_are_the_chains_logs_and_those_of_orphaned_blocks_are_tombstones() throws Exception {
        try (AnvilNode node = AnvilNode.start(directory)) {
            ChainClient chain = node.client();
            TickContract contract = TickContract.deploy(chain);
            contract.tick(5);
            GaplessSuite suite = SharedSuite.get();
            follow(suite, node, contract, UnaryOperator.identity());
            ChainLedger ledger = new ChainLedger(suite.servers(), source, contract.address());
            try (ContractTicker ticking = new ContractTicker(contract)) {
                awaitTicks(ticking, 20);
                await().atMost(TIMEOUT).until(() -> ledger.living().size() > 30);
                node.restart(Duration.ofSeconds(2));
                awaitTicks(ticking, 20);
            }
            Set<String> orphans = reorganise(chain, contract, ledger);
            try (ContractTicker ticking = new ContractTicker(contract)) {
                awaitTicks(ticking, 20);
                node.restart(Duration.ofSeconds(2));
                awaitTicks(ticking, 20);
            }

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(ledger.living()).isEqualTo(chain.logs(contract.address())));
            Set<String> known = new TreeSet<>(orphans);
            known.retainAll(both(ledger));
            assertThat(orphans).as("logs that the reorganisation took away").isNotEmpty();
            assertThat(known).as("orphaned logs that the ledger had").isNotEmpty();
            assertThat(ledger.deletedItems()).containsAll(known);
            assertThat(ledger.generation()).isPositive();
            assertThat(ledger.repeated()).isEmpty();
        }
    }

    /**
     * The hand-over from mining to capture: the history is being mined from below while the live path has just opened
     * above it. A reorganisation falls into that, and the node goes away and comes back before it is over. A flag keeps
     * the miners waiting until the live path is open.
     */
    @Test
    void a_reorganisation_and_a_restart_while_mining_hands_over_to_capture_leave_the_ledger_equal_to_the_chain()
            throws Exception {
        try (AnvilNode node = AnvilNode.start(directory)) {
            ChainClient chain = node.client();
            TickContract contract = TickContract.deploy(chain);
            for (int block = 0; block < HISTORY; block++) {
                contract.tick(1);
            }
            long history = chain.head();
            GaplessSuite suite = SharedSuite.get();
            RestApi scheduler = apply(suite, node, ChainIT::slowly);
            String door = "/v1/flags/%s/history".formatted(source);
            scheduler.put(door + "?percent=0&reason=a+test", "application/json", new byte[0]);
            account(scheduler, contract);
            ChainLedger ledger = new ChainLedger(suite.servers(), source, contract.address());
            int mined;
            int minedAfter;
            try (ContractTicker ticking = new ContractTicker(contract)) {
                await().atMost(TIMEOUT).until(() -> ledger.liveWindows() > 0);
                scheduler.delete(door);
                await().atMost(TIMEOUT).until(() -> ledger.living(history) > 20);
                mined = ledger.living(history);
                chain.call("anvil_reorg", DEPTH, List.of());
                node.restart(Duration.ofSeconds(1));
                minedAfter = ledger.living(history);
                awaitTicks(ticking, 20);
            }
            assertThat(mined).as("items mined when the history was rewritten").isLessThan(HISTORY / 2);
            assertThat(minedAfter).as("items mined when the node was back").isLessThan(HISTORY - 2);

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(ledger.living()).isEqualTo(chain.logs(contract.address())));
            assertThat(ledger.generation()).isPositive();
            assertThat(ledger.repeated()).isEmpty();
        }
    }

    /** A node that takes its time: the history takes many pages and some seconds. */
    private static String slowly(String manifest) {
        return manifest.replace("blocks-per-page: 500", "blocks-per-page: 5")
                .replace("per-second: 50", "per-second: 8");
    }

    private static Set<String> both(ChainLedger ledger) throws Exception {
        Set<String> all = new TreeSet<>(ledger.living());
        all.addAll(ledger.deletedItems());
        return all;
    }

    /**
     * Once the ledger has caught up with the chain, so that it really holds what is taken away. While the contract
     * counts on, a busy machine's ledger may always be some blocks behind.
     */
    private static Set<String> reorganise(ChainClient chain, TickContract contract, ChainLedger ledger)
            throws Exception {
        await().atMost(TIMEOUT).until(() -> ledger.living().containsAll(chain.logs(contract.address())));
        Set<String> last = chain.logs(contract.address());
        chain.call("anvil_reorg", DEPTH, List.of());
        last.removeAll(chain.logs(contract.address()));
        return last;
    }

    private void follow(GaplessSuite suite, AnvilNode node, TickContract contract, UnaryOperator<String> edit)
            throws Exception {
        account(apply(suite, node, edit), contract);
    }

    private RestApi apply(GaplessSuite suite, AnvilNode node, UnaryOperator<String> edit) throws Exception {
        RestApi scheduler =
                RestApi.at(suite.url(SuiteService.SCHEDULER), suite.home().adminToken());
        try (InputStream shipped = ChainIT.class.getResourceAsStream("/connectors/evm-logs.yaml")) {
            assertThat(shipped).isNotNull();
            String manifest = new String(shipped.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("source: evm", "source: " + source)
                    .replace("127.0.0.1:8545", "127.0.0.1:" + node.port());
            scheduler.put(
                    "/v1/sources/" + source,
                    "application/yaml",
                    edit.apply(manifest).getBytes(StandardCharsets.UTF_8));
        }
        return scheduler;
    }

    private void account(RestApi scheduler, TickContract contract) throws Exception {
        scheduler.put(
                "/v1/accounts/" + source + "/" + contract.address(),
                "application/json",
                "{\"since\":\"0\"}".getBytes(StandardCharsets.UTF_8));
    }

    private static void awaitTicks(ContractTicker ticking, int more) {
        int goal = ticking.done() + more;
        await().atMost(TIMEOUT).until(() -> ticking.done() >= goal);
    }
}
