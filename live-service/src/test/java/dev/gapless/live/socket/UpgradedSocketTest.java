package dev.gapless.live.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.live.completeness.SilentCompletenessWatch;
import dev.gapless.live.history.MemoryOnlyLog;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

/** The socket over Tomcat's own code for writes; only the network is played. */
@Timeout(120)
class UpgradedSocketTest {

    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};
    private static final byte[] FRAME = {1};

    private final MemoryOnlyLog log = new MemoryOnlyLog();
    private final PlayedConnector connector = new PlayedConnector(PONG);
    private final UpgradedSocket socket = new UpgradedSocket();
    private final SocketConnection connection = new SocketConnection(
            socket,
            WireFormat.JSON,
            new ChannelGrant(List.of("*/*/*"), Instant.MAX, Instant.MAX, null),
            new ClientMessageReader(),
            log.opener(),
            SilentCompletenessWatch.of(log.opener()),
            new SocketProperties(
                    Duration.ofMillis(1),
                    50,
                    DataSize.ofMegabytes(1),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    1,
                    1,
                    DataSize.ofKilobytes(64),
                    50,
                    Duration.ZERO),
            new SocketMeters(new SimpleMeterRegistry()),
            Clock.systemUTC(),
            SocketConnection::wake);

    @BeforeEach
    void upgrade() {
        socket.prepare("1", false, 65_536, 10_000, _ -> connection);
        socket.setSocketWrapper(connector);
        socket.init(new WebConnection() {
            @Override
            public ServletInputStream getInputStream() {
                throw new AssertionError("not used");
            }

            @Override
            public ServletOutputStream getOutputStream() {
                throw new AssertionError("not used");
            }

            @Override
            public void close() {
                // nothing is open
            }
        });
    }

    /** Tomcat lets the next write begin before it tells of this one's end. */
    @Test
    void a_frame_that_waits_is_noted_although_the_one_before_it_ends_late() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        socket.send(FRAME);
        assertThat(socket.isIdle()).isFalse();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            send();
            second.countDown();
        });
        connector.beforeCompletion(() -> {
            try {
                // before the mend the second frame began here
                assertThat(second.await(300, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        connector.takeWritten();
        sending.get(60, TimeUnit.SECONDS);
        assertThat(connector.writesWaiting()).isEqualTo(1);
        assertThat(socket.isIdle()).isFalse();
        connector.beforeCompletion(() -> {});
        connector.takeWritten();
        assertThat(socket.isIdle()).isTrue();
    }

    /** Before the mend it waited for all of the time that a slow client has, and then called it slow. */
    @Test
    void who_waits_for_a_client_goes_on_when_the_client_is_gone() throws Exception {
        socket.send(FRAME);
        CompletableFuture<IOException> sending = new CompletableFuture<>();
        Thread waiting = Thread.startVirtualThread(() -> {
            try {
                socket.send(FRAME);
                sending.completeExceptionally(new AssertionError("sent"));
            } catch (IOException e) {
                sending.complete(e);
            }
        });
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        assertThat(socket.upgradeDispatch(SocketEvent.DISCONNECT)).isEqualTo(SocketState.CLOSED);
        assertThat(sending.get(60, TimeUnit.SECONDS)).isNotInstanceOf(SocketTimeoutException.class);
        assertThat(connection.isEnding()).isTrue();
    }

    @Test
    void a_client_that_says_much_is_read_in_portions_and_cut_when_it_goes_on_after_its_end() {
        connector.come(60_000_000);
        long before = connector.left();
        assertThat(socket.upgradeDispatch(SocketEvent.OPEN_READ)).isEqualTo(SocketState.UPGRADED);
        assertThat(connector.yields()).isEqualTo(1);
        assertThat(before - connector.left()).isBetween(65_536L, 70_000L);
        assertThat(connection.isEnding()).isTrue();
        SocketState state = SocketState.UPGRADED;
        for (int calls = 0; calls < 10 && state == SocketState.UPGRADED; calls++) {
            state = socket.upgradeDispatch(SocketEvent.OPEN_READ);
        }
        assertThat(state).isEqualTo(SocketState.CLOSED);
        assertThat(before - connector.left()).isBetween(262_144L, 300_000L);
    }

    private void send() {
        try {
            socket.send(FRAME);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
