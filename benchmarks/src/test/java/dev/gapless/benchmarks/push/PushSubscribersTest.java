package dev.gapless.benchmarks.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PushSubscribersTest {

    @Test
    void a_stamp_that_comes_in_two_parts_is_one_delivery_and_an_end_is_a_failure() throws Exception {
        SubscriberDialogue dialogue = new SubscriberDialogue("/", "", false, "hello", "me", "welcome");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Socket> accepted = threads.submit(() -> greet(server));
            try (PushSubscribers subscribers =
                            new PushSubscribers((InetSocketAddress) server.getLocalSocketAddress(), List.of(dialogue));
                    Socket client = accepted.get(5, TimeUnit.SECONDS)) {
                subscribers.measuring(true);
                String stamp = Long.toString(System.currentTimeMillis());
                // a frame's head has the byte of ~, which is 126
                say(client, "\u0081~\u00011{~" + stamp + "}~" + stamp.substring(0, 5));
                await(subscribers, 1);
                say(client, stamp.substring(5) + "}");
                await(subscribers, 2);
                // parted by the head of the message's next frame
                say(client, "~" + stamp.substring(0, 5) + "\u0080~\u00011" + stamp.substring(5));
                await(subscribers, 3);
                assertThat(subscribers.latency(1)).isLessThan(5_000);
                subscribers.requireDeliveries(_ -> 3, "it");
                // a repeat is as wrong as a loss
                assertThatThrownBy(() -> subscribers.requireDeliveries(_ -> 2, "it"))
                        .hasMessageContaining("subscriber 0 has heard 3 changes (expected: 2)");
                client.shutdownOutput();
                assertThatThrownBy(() -> await(subscribers, 4)).hasMessageContaining("failed");
            }
        }
    }

    private static Socket greet(ServerSocket server) throws IOException {
        Socket client = server.accept();
        BufferedReader request = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        while (!request.readLine().isEmpty()) {
            // the head of the handshake
        }
        say(client, "HTTP/1.1 101 Switching\r\n\r\nhello");
        // a frame with a mask: two bytes, the mask, and what is said
        char[] frame = new char[8];
        int read = 0;
        while (read < frame.length) {
            read += request.read(frame, read, frame.length - read);
        }
        say(client, new String(frame).endsWith("me") ? "welcome" : "who?");
        return client;
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
        client.getOutputStream().flush();
    }

    private static void await(PushSubscribers subscribers, long deliveries) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (subscribers.deliveries() < deliveries && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        assertThat(subscribers.deliveries()).isEqualTo(deliveries);
    }
}
