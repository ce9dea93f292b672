package dev.gapless.capture.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.capture.fakes.FakeUpstream;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NettyWebSocketConnectorIT {

    private static final NetworkRule ANYWHERE = new NetworkRule(true);

    /** For answers that come: a busy machine is slow. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** For those that may never come. */
    private static final Duration IMPATIENT = Duration.ofMillis(700);

    @TempDir
    private Path directory;

    private final FakeUpstream upstream = new FakeUpstream();
    private final NettyWebSocketConnector socketConnector = socketConnector();
    private final SilentListener listener = new SilentListener();

    @AfterEach
    void close() {
        socketConnector.close();
        upstream.close();
    }

    @Test
    void a_private_address_is_not_connected_to_without_the_manifests_leave() throws InterruptedException {
        ConnectResult result = socketConnector.connect(call(upstream.url() + "ann", NetworkRule.PUBLIC_ONLY), listener);

        assertThat(result).isEqualTo(NettyWebSocketConnector.NOT_PERMITTED);
        assertThat(upstream.credentials()).isEmpty();
    }

    @Test
    void a_refusal_bears_its_status() throws InterruptedException {
        upstream.gate(credential -> 429);

        assertThat(socketConnector.connect(call(upstream.url() + "ann", ANYWHERE), listener))
                .isEqualTo(new ConnectResult.Refused(429, null));
    }

    @Test
    void nobody_there_is_told_as_such_and_the_listener_hears_nothing() throws InterruptedException, IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(socketConnector.connect(call("ws://127.0.0.1:%d/x".formatted(port), ANYWHERE), listener))
                .isInstanceOf(ConnectResult.Unreachable.class);
        assertThat(listener.closures).hasValue(0);
    }

    @Test
    void a_source_that_does_not_answer_the_handshake_is_given_up_in_time() throws InterruptedException, IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socketConnector.connect(
                            call("ws://127.0.0.1:%d/x".formatted(mute.getLocalPort()), ANYWHERE, IMPATIENT), listener))
                    .isInstanceOf(ConnectResult.TimedOut.class);
        }
    }

    @Test
    void a_source_without_tls_is_not_shown_the_credential_over_wss() throws InterruptedException {
        assertThat(socketConnector.connect(
                        call("wss://127.0.0.1:%d/x".formatted(upstream.port()), ANYWHERE, IMPATIENT), listener))
                .isNotInstanceOf(ConnectResult.Connected.class);
        assertThat(upstream.credentials()).doesNotContain("shown");
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
        try (SelfVouched server = SelfVouched.start(directory)) {
            assertThat(socketConnector.connect(
                            call("wss://127.0.0.1:%d/x".formatted(server.port()), ANYWHERE), listener))
                    .isInstanceOf(ConnectResult.Unreachable.class);
        }
    }

    @Test
    void the_headers_go_with_the_handshake_and_an_end_is_told_once() throws InterruptedException {
        assertThat(socketConnector.connect(call(upstream.url() + "ann", ANYWHERE), listener))
                .isInstanceOf(ConnectResult.Connected.class);
        assertThat(upstream.credentials()).containsExactly("shown");

        await().until(() -> !upstream.peers("ann").isEmpty());
        upstream.peers("ann").getFirst().drop();

        await().untilAtomic(listener.closures, org.hamcrest.Matchers.equalTo(1));
    }

    @Test
    void a_call_does_not_print_what_it_shows() {
        assertThat(call("ws://127.0.0.1:1/x?token=t", ANYWHERE)).hasToString("ws://127.0.0.1:1");
    }

    private static WebSocketConnector.ConnectRequest call(String url, NetworkRule rule) {
        return call(url, rule, PATIENT);
    }

    private static WebSocketConnector.ConnectRequest call(String url, NetworkRule rule, Duration timeout) {
        return new WebSocketConnector.ConnectRequest(
                URI.create(url), Map.of("Authorization", "shown"), rule, 1_000, timeout);
    }

    private static NettyWebSocketConnector socketConnector() {
        try {
            return new NettyWebSocketConnector(1, AddressPolicy.of(List.of("127.0.0.0/8")), InetAddress::getAllByName);
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }
}
