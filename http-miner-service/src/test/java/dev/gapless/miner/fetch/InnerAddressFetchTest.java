package dev.gapless.miner.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.token.PolicyDnsResolver;
import dev.gapless.connector.token.RequestAuthenticator;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.testing.AddressForms;
import dev.gapless.testing.AddressForms.ConnectionCounter;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No form of an inner address is reached, whether or not the manifest asks for it. */
class InnerAddressFetchTest {

    private static final FetchProperties PROPERTIES =
            new FetchProperties(8, 4, Duration.ofSeconds(30), Duration.ofSeconds(5));
    private static final AddressPolicy LOOPBACK = AddressPolicy.of(List.of("127.0.0.0/8", "::/96"));

    /** For answers that come: a busy machine is slow. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final ConnectionCounter inner = new ConnectionCounter();
    private final RequestDeadlines deadlines = new RequestDeadlines();

    @AfterEach
    void close() {
        inner.close();
        deadlines.close();
    }

    @Test
    void no_form_of_an_inner_address_is_reached() throws Exception {
        List<String> hosts = AddressForms.hosts();
        for (String host : hosts) {
            assertThat(fetch(host, AddressPolicy.PUBLIC_ONLY, SystemDefaultDnsResolver.INSTANCE))
                    .as(host)
                    .isNotInstanceOf(Answered.class);
        }
        assertThat(hosts).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(60);
        assertThat(inner.reached()).isZero();
    }

    /** So that the test above does not pass because nothing is ever connected to. */
    @Test
    void what_the_operator_allows_is_reached() throws Exception {
        try (CloseableHttpClient client = client(SystemDefaultDnsResolver.INSTANCE, LOOPBACK)) {
            FetchOutcome ignored = fetch(client, "127.0.0.1", Duration.ofSeconds(2));

            assertThat(ignored).isNotInstanceOf(PermanentFault.class);
        }
        await().until(() -> inner.reached() > 0);
    }

    /** The second answer leads inside: it is the answer to the second connection, and is checked as the first was. */
    @Test
    void a_name_whose_answer_changes_is_checked_at_each_connection() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AddressPolicy onlyOne = AddressPolicy.of(List.of("127.0.0.2"));
        HttpServer outer =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), inner.port()), 0);
        outer.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        outer.start();
        try (CloseableHttpClient client =
                client(new Names(() -> asked.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1"), onlyOne)) {
            assertThat(fetch(client, "forum.example")).isInstanceOf(Answered.class);
            assertThat(asked).hasValue(1);
            assertThat(fetch(client, "forum.example")).isInstanceOf(PermanentFault.class);
            assertThat(asked).hasValue(2);
        } finally {
            outer.stop(0);
        }
        assertThat(inner.reached()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_to_any_form_of_an_inner_address_is_not_followed(int status) throws Exception {
        Iterator<String> targets = AddressForms.headerHosts().iterator();
        HttpServer outer =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), inner.port()), 0);
        outer.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://%s:%d/".formatted(targets.next(), inner.port()));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        outer.start();
        int redirected = 0;
        // the operator allows what is redirected to: only not following it keeps it from being reached
        try (CloseableHttpClient client = client(SystemDefaultDnsResolver.INSTANCE, LOOPBACK)) {
            while (targets.hasNext()) {
                assertThat(fetch(client, "127.0.0.2")).isInstanceOf(PermanentFault.class);
                redirected++;
            }
        } finally {
            outer.stop(0);
        }
        assertThat(redirected).isGreaterThanOrEqualTo(60);
        assertThat(inner.reached()).isZero();
    }

    @Test
    void a_name_that_leads_to_any_inner_address_is_refused() throws Exception {
        List<InetAddress> addresses = AddressForms.addresses();
        for (InetAddress address : addresses) {
            assertThat(fetch("forum.example", AddressPolicy.PUBLIC_ONLY, new Names(address::getHostAddress)))
                    .as("%s", address)
                    .isInstanceOf(PermanentFault.class);
        }
        assertThat(addresses).hasSizeGreaterThan(30);
        assertThat(inner.reached()).isZero();
    }

    private FetchOutcome fetch(String host, AddressPolicy policy, DnsResolver names) throws Exception {
        try (CloseableHttpClient client = client(names, policy)) {
            return fetch(client, host);
        }
    }

    private FetchOutcome fetch(CloseableHttpClient client, String host) throws InterruptedException {
        return fetch(client, host, PATIENT);
    }

    private FetchOutcome fetch(CloseableHttpClient client, String host, Duration timeout) throws InterruptedException {
        URI uri;
        try {
            uri = URI.create("http://%s:%d/".formatted(host, inner.port()));
        } catch (IllegalArgumentException e) {
            return new PermanentFault("no URL");
        }
        if (uri.getHost() == null) {
            return new PermanentFault("no host");
        }
        HttpSpec http = new HttpSpec(uri, timeout, 1_000, 100, 100);
        ApacheFetch fetch = new ApacheFetch(
                new SourceClients(rule -> client, Duration.ofHours(2), System::nanoTime),
                deadlines,
                new FakeClock(FixedNoon.NOON),
                new ClockSkewTracker(new FakeClock(FixedNoon.NOON), new SimpleMeterRegistry()),
                new RequestAuthenticator(AddressPolicy.PUBLIC_ONLY, new FakeClock(FixedNoon.NOON)));
        return fetch.fetch(
                        FakeSource.of(http, (stream, mode, from, to, resume) -> new ScriptedWalk(List.of())),
                        HttpCall.get(uri),
                        null,
                        timeout)
                .outcome();
    }

    private static CloseableHttpClient client(DnsResolver names, AddressPolicy policy) {
        return HttpClientFactory.pooled(PROPERTIES, new PolicyDnsResolver(names, policy, new NetworkRule(true)));
    }

    private record Names(Supplier<String> address) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) {
            return new InetAddress[] {InetAddress.ofLiteral(address.get())};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
