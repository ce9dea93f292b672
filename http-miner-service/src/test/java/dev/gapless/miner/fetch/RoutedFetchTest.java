package dev.gapless.miner.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.StubHttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoutedFetchTest {

    private static final FetchProperties PROPERTIES =
            new FetchProperties(8, 4, Duration.ofSeconds(30), Duration.ofSeconds(5));

    /** For answers that come: a busy machine is slow. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final StubHttpServer proxy = new StubHttpServer();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final RequestDeadlines deadlines = new RequestDeadlines();
    private final FakeClock clock = new FakeClock(FixedNoon.NOON);
    private final ProxyClient client =
            ProxyClient.of(new ProxyProperties(URI.create(proxy.url()), Set.of()), PROPERTIES, Duration.ofHours(2));

    RoutedFetchTest() {
        proxy.handle("/", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("Host"));
            StubHttpServer.answer(exchange, 200, "{}");
        });
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        deadlines.close();
        proxy.close();
    }

    @Test
    void a_source_that_is_named_is_called_through_the_proxy_and_no_other_is() throws Exception {
        assertThat(fetch("forum.example", Set.of("forum"))).isInstanceOf(Answered.class);
        assertThat(seen).containsExactly("forum.example");

        assertThat(fetch("forum.example", Set.of("another"))).isEqualTo(new PermanentFault("directly"));
        assertThat(seen).hasSize(1);
    }

    /** The proxy could reach what this process may not. */
    @Test
    void a_name_that_leads_to_an_inner_address_is_not_handed_to_the_proxy() throws Exception {
        assertThat(fetch("inner.example", Set.of("forum"))).isInstanceOf(PermanentFault.class);
        assertThat(fetch("127.0.0.1", Set.of("forum"))).isInstanceOf(PermanentFault.class);
        assertThat(fetch("nowhere.example", Set.of("forum"))).isInstanceOf(TransientFault.class);

        assertThat(seen).isEmpty();
    }

    /** Of a source, the answer would mean that an item is gone. */
    @Test
    void a_tunnel_that_the_proxy_refuses_is_no_answer_of_the_source() throws Exception {
        try (ServerSocket refusing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ProxyClient refused = ProxyClient.of(
                        new ProxyProperties(URI.create("http://127.0.0.1:" + refusing.getLocalPort()), Set.of()),
                        PROPERTIES,
                        Duration.ofHours(2))) {
            Thread.ofVirtual().start(() -> refuse(refusing));
            CloseableHttpClient tunnel = Objects.requireNonNull(refused.clients())
                    .lease("forum", NetworkRule.PUBLIC_ONLY)
                    .client();
            assertThatThrownBy(() ->
                            tunnel.executeOpen(new HttpHost("https", "forum.example", 443), new HttpGet("/"), null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the proxy answered 404");
        }
    }

    private static void refuse(ServerSocket server) {
        try (Socket socket = server.accept()) {
            BufferedReader head = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            String line = head.readLine();
            while (line != null && !line.isEmpty()) {
                line = head.readLine();
            }
            socket.getOutputStream().write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_is_no_address_of_a_proxy_stops_the_start() throws Exception {
        assertThatThrownBy(() -> ProxyClient.of(
                        new ProxyProperties(URI.create("socks5://proxy.example:1080"), Set.of()),
                        PROPERTIES,
                        Duration.ofHours(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gapless.miner.proxy.url");
        try (ProxyClient none = ProxyClient.of(new ProxyProperties(null, Set.of()), PROPERTIES, Duration.ofHours(2))) {
            assertThat(none.clients()).isNull();
        }
    }

    private FetchOutcome fetch(String host, Set<String> sources) throws InterruptedException {
        var proxied = client.clients();
        assertThat(proxied).isNotNull();
        RoutedFetch fetch = new RoutedFetch(
                (source, call, credential, most) -> new FetchResult(new PermanentFault("directly")),
                new ApacheFetch(
                        proxied,
                        deadlines,
                        clock,
                        new ClockSkewTracker(clock, new SimpleMeterRegistry()),
                        new RequestAuthenticator(AddressPolicy.PUBLIC_ONLY, clock)),
                sources,
                names(new NetworkRule(true)),
                names(NetworkRule.PUBLIC_ONLY));
        URI uri = URI.create("http://%s/".formatted(host));
        return fetch.fetch(
                        FakeSource.of(
                                new HttpSpec(uri, PATIENT, 1_000, 100, 100),
                                (stream, mode, from, to, resume) -> new ScriptedWalk(List.of())),
                        HttpCall.get(uri),
                        null,
                        PATIENT)
                .outcome();
    }

    private static PolicyDnsResolver names(NetworkRule rule) {
        return new PolicyDnsResolver(
                new KnownNames(Map.of(
                        "forum.example", "93.184.215.14", "inner.example", "10.0.0.1", "127.0.0.1", "127.0.0.1")),
                AddressPolicy.PUBLIC_ONLY,
                rule);
    }

    private record KnownNames(Map<String, String> addresses) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            @Nullable String address = addresses.get(host);
            if (address == null) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.ofLiteral(address)};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
