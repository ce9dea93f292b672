package dev.gapless.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortBalancerTest {

    @Test
    void connections_go_to_replicas_that_are_there_at_the_moment() throws IOException {
        try (ServerSocket first = replica("first");
                ServerSocket second = replica("second");
                PortBalancer balancer = new PortBalancer(List.of(first.getLocalPort()))) {
            assertThat(answers(balancer)).containsExactly("first");

            balancer.add(second.getLocalPort());
            assertThat(answers(balancer)).containsExactlyInAnyOrder("first", "second");

            balancer.removeLast();
            assertThat(answers(balancer)).containsExactly("first");
        }
    }

    private static ServerSocket replica(String name) throws IOException {
        ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write(name.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    if (!server.isClosed()) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
        return server;
    }

    private static Set<String> answers(PortBalancer balancer) throws IOException {
        Set<String> answers = new HashSet<>();
        String[] address = balancer.address().split(":", 2);
        for (int i = 0; i < 4; i++) {
            try (Socket client = new Socket(address[0], Integer.parseInt(address[1]))) {
                answers.add(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return answers;
    }
}
