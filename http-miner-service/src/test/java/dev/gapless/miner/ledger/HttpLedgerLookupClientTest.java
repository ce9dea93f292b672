package dev.gapless.miner.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.StubHttpServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;

/** What is no answer must not be read as a ledger that holds nothing: a reconciliation would believe it. */
class HttpLedgerLookupClientTest {

    private static final CompareRequest QUERY =
            new CompareRequest(new StreamId("forum", "ann", "posts"), 0, 10, List.of("a"));

    private final StubHttpServer checkpoint = new StubHttpServer();

    @AfterEach
    void stop() {
        checkpoint.close();
    }

    private LedgerLookupClient answering(int status, String body) {
        checkpoint.handle("/internal/v1/items:compare", exchange -> StubHttpServer.answer(exchange, status, body));
        return new HttpLedgerLookupClient(RestClient.create(checkpoint.url()));
    }

    @Test
    void a_ledger_that_lacks_what_is_published_is_no_answer() {
        LedgerLookupClient ledger = answering(503, "{\"status\":503}");

        assertThatThrownBy(() -> ledger.compare(QUERY)).isInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void an_answer_without_a_body_is_none() {
        LedgerLookupClient ledger = answering(200, "");

        assertThatThrownBy(() -> ledger.compare(QUERY)).isInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void what_the_ledger_has_is_told() throws LedgerUnavailableException {
        LedgerLookupClient ledger = answering(200, "{\"held\":3,\"notListed\":[],\"unknown\":[\"a\"]}");

        assertThat(ledger.compare(QUERY).unknown()).containsExactly("a");
        assertThat(ledger.compare(QUERY).held()).isEqualTo(3);
    }
}
