package dev.gapless.capture.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.testing.AddressForms;
import dev.gapless.testing.AddressForms.ConnectionCounter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No form of an inner address is reached, whether or not the manifest asks for it. */
class InnerAddressConnectTest {

    private final ConnectionCounter inner = new ConnectionCounter();
    private final SilentListener listener = new SilentListener();

    @AfterEach
    void close() {
        inner.close();
    }

    @Test
    void no_form_of_an_inner_address_is_reached() throws Exception {
        try (NettyWebSocketConnector connector =
                new NettyWebSocketConnector(1, AddressPolicy.PUBLIC_ONLY, InetAddress::getAllByName)) {
            for (String host : AddressForms.hosts()) {
                assertThat(connect(connector, host)).as(host).isInstanceOf(ConnectResult.Unreachable.class);
            }
        }
        assertThat(inner.reached()).isZero();
    }

    /** So that the test above does not pass because nothing is ever connected to. */
    @Test
    void what_the_operator_allows_is_reached() throws Exception {
        try (NettyWebSocketConnector connector =
                new NettyWebSocketConnector(1, AddressPolicy.of(List.of("127.0.0.0/8")), InetAddress::getAllByName)) {
            ConnectResult ended = connect(connector, "127.0.0.1", Duration.ofMillis(700));

            assertThat(ended).isNotEqualTo(NettyWebSocketConnector.NOT_PERMITTED);
            await().until(() -> inner.reached() > 0);
        }
    }

    @Test
    void one_inner_address_of_a_name_is_enough_to_refuse_it_and_names_are_asked_once() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (NettyWebSocketConnector connector =
                new NettyWebSocketConnector(1, AddressPolicy.of(List.of("127.0.0.2")), name -> {
                    asked.incrementAndGet();
                    return new InetAddress[] {InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1")};
                })) {
            assertThat(connect(connector, "forum.example")).isEqualTo(NettyWebSocketConnector.NOT_PERMITTED);
        }
        assertThat(asked).hasValue(1);
        assertThat(inner.reached()).isZero();
    }

    @Test
    void a_redirect_to_any_form_of_an_inner_address_is_not_followed() throws Exception {
        Iterator<String> targets = AddressForms.headerHosts().iterator();
        HttpServer outer =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), inner.port()), 0);
        outer.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", "ws://%s:%d/".formatted(targets.next(), inner.port()));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        outer.start();
        int redirected = 0;
        try (NettyWebSocketConnector connector =
                new NettyWebSocketConnector(1, AddressPolicy.of(List.of("127.0.0.0/8")), InetAddress::getAllByName)) {
            while (targets.hasNext()) {
                assertThat(connect(connector, "127.0.0.2")).isEqualTo(new ConnectResult.Refused(302, null));
                redirected++;
            }
        } finally {
            outer.stop(0);
        }
        assertThat(redirected).isGreaterThanOrEqualTo(60);
        assertThat(inner.reached()).isZero();
    }

    /** The second answer leads inside: it is the answer to the second connection, and is checked as the first was. */
    @Test
    void a_name_whose_answer_changes_is_checked_at_each_connection() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer outer =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), inner.port()), 0);
        outer.createContext("/", exchange -> {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        outer.start();
        try (NettyWebSocketConnector connector =
                new NettyWebSocketConnector(1, AddressPolicy.of(List.of("127.0.0.2")), name -> new InetAddress[] {
                    InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1")
                })) {
            assertThat(connect(connector, "forum.example")).isEqualTo(new ConnectResult.Refused(403, null));
            assertThat(connect(connector, "forum.example")).isEqualTo(NettyWebSocketConnector.NOT_PERMITTED);
        } finally {
            outer.stop(0);
        }
        assertThat(asked).hasValue(2);
        assertThat(inner.reached()).isZero();
    }

    @Test
    void a_name_that_leads_to_any_inner_address_is_refused() throws Exception {
        List<InetAddress> addresses = AddressForms.addresses();
        for (InetAddress address : addresses) {
            try (NettyWebSocketConnector connector =
                    new NettyWebSocketConnector(1, AddressPolicy.PUBLIC_ONLY, name -> new InetAddress[] {address})) {
                assertThat(connect(connector, "forum.example"))
                        .as("%s", address)
                        .isEqualTo(NettyWebSocketConnector.NOT_PERMITTED);
            }
        }
        assertThat(addresses).hasSizeGreaterThan(30);
        assertThat(inner.reached()).isZero();
    }

    /** A busy machine is slow. */
    private ConnectResult connect(NettyWebSocketConnector connector, String host) throws InterruptedException {
        return connect(connector, host, Duration.ofSeconds(30));
    }

    private ConnectResult connect(NettyWebSocketConnector connector, String host, Duration timeout)
            throws InterruptedException {
        URI uri;
        try {
            uri = URI.create("ws://%s:%d/".formatted(host, inner.port()));
        } catch (IllegalArgumentException e) {
            return new ConnectResult.Unreachable("no URL");
        }
        return uri.getHost() == null
                ? new ConnectResult.Unreachable("no host")
                : connector.connect(
                        new WebSocketConnector.ConnectRequest(uri, Map.of(), new NetworkRule(true), 1_000, timeout),
                        listener);
    }
}
