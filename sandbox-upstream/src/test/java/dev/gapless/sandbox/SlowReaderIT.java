package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowReaderIT {

    private static final String OPENING =
            """
            GET /v1/accounts/%s/live HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: c2FuZGJveC1zYW5kYm94IQ==
            Authorization: Bearer %s

            """.formatted(RunningSandbox.ACCOUNT, RunningSandbox.CREDENTIAL).replace("\n", "\r\n");

    @TempDir
    Path data;

    @Test
    void a_reader_that_does_not_read_is_closed_and_holds_nobody_up() throws Exception {
        try (RunningSandbox sandbox = RunningSandbox.withOneAccount(data);
                Socket deaf = new Socket()) {
            LiveClient other = sandbox.connect();
            other.say("{\"action\":\"subscribe\",\"streams\":[\"profile\"]}");
            other.await("subscribed");
            deaf.setReceiveBufferSize(4096);
            deaf.setSoTimeout(60_000);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), sandbox.port()));
            deaf.getOutputStream().write(OPENING.getBytes(StandardCharsets.US_ASCII));
            // RFC 6455, 4.1: nothing is said before the answer to the handshake has come
            assertThat(readHead(deaf.getInputStream())).startsWith("HTTP/1.1 101");
            deaf.getOutputStream().write(masked("{\"action\":\"subscribe\",\"streams\":[\"posts\",\"comments\"]}"));
            sandbox.generator("running", 5_000);
            await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.lastSeq() > 12_000);
            sandbox.generator("stopped", 0);

            assertThat(readToEnd(deaf.getInputStream())).isBetween(10_000L, 2_000_000L);
            assertThat(other.end.get()).isNull();
            assertThat(other.events()).hasSizeGreaterThan(100);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the head of the answer: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Ends only because the other side ends it. */
    private static long readToEnd(InputStream in) {
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return bytes;
    }

    /** One text frame, masked by four zeros. */
    private static byte[] masked(String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[6 + message.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | message.length);
        System.arraycopy(message, 0, frame, 6, message.length);
        return frame;
    }
}
