package dev.gapless.miner.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.position.StreamId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;

/** What is no answer must not be read as a ledger that holds nothing: a reconciliation would believe it. */
class HttpLedgerLookupClientTest {

    private static final CompareRequest QUERY =
            new CompareRequest(new StreamId("forum", "ann", "posts"), 0, 10, List.of("a"));

    private HttpServer checkpoint;

    @BeforeEach
    void start() throws IOException {
        checkpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        checkpoint.start();
    }

    @AfterEach
    void stop() {
        checkpoint.stop(0);
    }

    private LedgerLookupClient answering(int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        checkpoint.createContext("/internal/v1/items:compare", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        return new HttpLedgerLookupClient(
                RestClient.create("http://localhost:" + checkpoint.getAddress().getPort()));
    }

    @Test
    void a_ledger_that_lacks_what_is_published_is_no_answer() {
        LedgerLookupClient ledger = answering(503, "application/problem+json", "{\"status\":503}");

        assertThatThrownBy(() -> ledger.compare(QUERY)).isInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void an_answer_without_a_body_is_none() {
        LedgerLookupClient ledger = answering(200, "application/json", "");

        assertThatThrownBy(() -> ledger.compare(QUERY)).isInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void what_the_ledger_has_is_told() throws LedgerUnavailableException {
        LedgerLookupClient ledger =
                answering(200, "application/json", "{\"held\":3,\"notListed\":[],\"unknown\":[\"a\"]}");

        assertThat(ledger.compare(QUERY).unknown()).containsExactly("a");
        assertThat(ledger.compare(QUERY).held()).isEqualTo(3);
    }
}
