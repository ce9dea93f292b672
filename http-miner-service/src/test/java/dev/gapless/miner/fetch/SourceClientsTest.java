package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.miner.fetch.SourceClients.ClientLease;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.Test;

/** Requirements 001-01 to 001-03. */
class SourceClientsTest {

    private static final NetworkRule RULE = NetworkRule.PUBLIC_ONLY;

    private final List<FakeClient> made = new ArrayList<>();
    private long nanos;
    private final SourceClients clients = new SourceClients(this::make, Duration.ofHours(2), () -> nanos);

    private CloseableHttpClient make(NetworkRule rule) {
        FakeClient client = new FakeClient();
        made.add(client);
        return client;
    }

    @Test
    void calls_of_a_source_share_a_client_and_those_of_another_have_their_own() {
        try (ClientLease one = clients.lease("forum", RULE);
                ClientLease two = clients.lease("forum", RULE);
                ClientLease other = clients.lease("shop", RULE);
                ClientLease inner = clients.lease("forum", new NetworkRule(true))) {
            assertThat(two.client()).isSameAs(one.client());
            assertThat(List.of(one.client(), other.client(), inner.client())).doesNotHaveDuplicates();
        }
        assertThat(made).hasSize(3).noneMatch(client -> client.closed);
    }

    @Test
    void one_that_was_not_used_for_two_hours_is_closed_and_made_anew() {
        clients.lease("forum", RULE).close();
        passes(Duration.ofHours(2).minusSeconds(1));
        clients.closeIdle();
        assertThat(made.getFirst().closed).isFalse();

        passes(Duration.ofSeconds(1));
        clients.closeIdle();
        assertThat(made.getFirst().closed).isTrue();
        assertThat(clients.size()).isZero();

        clients.lease("forum", RULE).close();
        assertThat(made).hasSize(2);
    }

    @Test
    void one_that_a_call_still_has_is_not_closed_however_long_that_takes() {
        ClientLease slow = clients.lease("forum", RULE);
        ClientLease quick = clients.lease("forum", RULE);
        quick.close();
        passes(Duration.ofHours(5));
        clients.closeIdle();
        assertThat(made.getFirst().closed).isFalse();

        slow.close();
        clients.closeIdle();
        assertThat(made.getFirst().closed).as("its last call has just ended").isFalse();
        passes(Duration.ofHours(2));
        clients.closeIdle();
        assertThat(made.getFirst().closed).isTrue();
    }

    @Test
    void one_that_cannot_be_closed_keeps_none_from_being_closed() {
        clients.lease("forum", RULE).close();
        clients.lease("shop", RULE).close();
        made.forEach(client -> client.fails = true);
        passes(Duration.ofHours(2));

        clients.closeIdle();

        assertThat(made).allMatch(client -> client.closed);
        assertThat(clients.size()).isZero();
    }

    private void passes(Duration time) {
        nanos += time.toNanos();
    }

    private static final class FakeClient extends CloseableHttpClient {

        private boolean closed;
        private boolean fails;

        @Override
        protected CloseableHttpResponse doExecute(HttpHost target, ClassicHttpRequest request, HttpContext context) {
            throw new UnsupportedOperationException("no call is made");
        }

        @Override
        public void close() throws IOException {
            closed = true;
            if (fails) {
                throw new IOException("cannot be closed");
            }
        }

        @Override
        public void close(CloseMode mode) {
            closed = true;
        }
    }
}
