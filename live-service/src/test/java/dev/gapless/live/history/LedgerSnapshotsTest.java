package dev.gapless.live.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.live.ChannelName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

class LedgerSnapshotsTest {

    private static final ChannelName STREAM = ChannelName.parse("s/a/t");
    private static final JsonMapper JSON = new JsonMapper();
    private static final long MEGABYTE = 1_000_000;

    private final TreeSet<String> held = new TreeSet<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch answering = new CountDownLatch(1);
    private String text = "";
    private boolean waits;
    private HttpServer ledger;

    @BeforeEach
    void startLedger() throws IOException {
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/v1/items/", this::answer);
        ledger.start();
        IntStream.range(0, 1_500).forEach(number -> held.add("%05d".formatted(number)));
    }

    @AfterEach
    void stopLedger() {
        ledger.stop(0);
    }

    /** The header is told before the page is read: an item that comes between moves the page. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getQuery();
            String after = query.substring(query.indexOf("after=") + "after=".length());
            asked.add(after);
            if (waits) {
                reading.countDown();
                assertThat(answering.await(60, TimeUnit.SECONDS)).isTrue();
            }
            List<String> page = page(after);
            if (page.size() == 1_000) {
                exchange.getResponseHeaders().set("X-Next-After", page.getLast());
            }
            if (asked.size() == 1) {
                held.add("00000a");
            }
            exchange.sendResponseHeaders(200, 0);
            for (String id : page(after)) {
                exchange.getResponseBody()
                        .write("{\"id\":\"%s\",\"version\":7,\"position\":1,\"item\":{\"text\":\"%s\"}}\n"
                                .formatted(id, text)
                                .getBytes(UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> page(String after) {
        return held.tailSet(after, false).stream().limit(1_000).toList();
    }

    private LedgerSnapshots snapshots(long mostBytes, int atOnce) {
        RestClient checkpoint =
                RestClient.create("http://127.0.0.1:" + ledger.getAddress().getPort());
        return new LedgerSnapshots(checkpoint, 10_000, mostBytes, atOnce, Duration.ofMillis(50));
    }

    private static Optional<ItemSnapshot> read(LedgerSnapshots from, ChannelName channel) throws InterruptedException {
        return from.read(channel, _ -> true, () -> false);
    }

    private static List<String> ids(ItemSnapshot snapshot) {
        return snapshot.items().stream()
                .map(item -> JSON.readTree(item).path("item").asString())
                .toList();
    }

    @Test
    void an_item_that_comes_while_a_page_is_read_hides_no_other_one() throws Exception {
        List<String> before = List.copyOf(held);
        assertThat(ids(read(snapshots(MEGABYTE, 1), STREAM).orElseThrow())).containsAll(before);
    }

    @Test
    void the_last_full_page_is_followed_by_an_empty_one() throws Exception {
        held.removeIf(id -> id.compareTo("00999") >= 0);
        assertThat(read(snapshots(MEGABYTE, 1), STREAM).orElseThrow().items()).hasSize(1_000);
        assertThat(asked).containsExactly("", "00998");
    }

    @Test
    void of_one_item_no_more_is_read_than_up_to_it() throws Exception {
        ChannelName item = ChannelName.parse("s/a/t/00042");
        assertThat(ids(read(snapshots(MEGABYTE, 1), item).orElseThrow())).containsExactly("00042");
        assertThat(asked).containsExactly("");
    }

    @Test
    void items_are_counted_while_a_page_is_read_and_those_that_are_left_out_are_not() throws Exception {
        text = "x".repeat(1_000);
        List<String> shown = new ArrayList<>();
        LedgerSnapshots snapshots = snapshots(MEGABYTE / 10, 1);
        assertThat(snapshots.read(STREAM, item -> shown.add("one"), () -> false))
                .isEmpty();
        assertThat(shown).hasSizeLessThan(100);
        assertThat(snapshots
                        .read(STREAM, item -> new String(item, UTF_8).contains("\"00007\""), () -> false)
                        .orElseThrow()
                        .items())
                .hasSize(1);
    }

    /** Clients that read slowly hold what they are sent. */
    @Test
    void what_waits_for_clients_takes_the_memory_of_others_until_it_is_sent() throws Exception {
        text = "x".repeat(400);
        LedgerSnapshots snapshots = snapshots(MEGABYTE, 1);
        ItemSnapshot slow = read(snapshots, STREAM).orElseThrow();
        assertThat(read(snapshots, STREAM)).isEmpty();
        slow.close();
        assertThat(read(snapshots, STREAM)).isPresent();
    }

    @Test
    void nothing_more_is_read_for_a_connection_that_ends_or_waits_for_long() throws Exception {
        LedgerSnapshots snapshots = snapshots(MEGABYTE, 1);
        assertThat(snapshots.read(STREAM, _ -> true, () -> asked.size() == 1)).isEmpty();
        assertThat(asked).hasSize(1);
        waits = true;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<ItemSnapshot>> first = threads.submit(() -> read(snapshots, STREAM));
            assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(read(snapshots, STREAM)).isEmpty();
            answering.countDown();
            assertThat(first.get(60, TimeUnit.SECONDS)).isPresent();
        }
    }
}
