package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Speaks to the Redis of a data directory. The protocol is plain text, so no client is needed. */
final class RedisLine {

    private RedisLine() {}

    static String flushAll(Path data) throws IOException {
        Path servers = data.resolve("servers");
        int port =
                Integer.parseInt(Files.readString(servers.resolve("redis.port")).strip());
        String password = Files.readString(servers.resolve("redis.secret")).strip();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                OutputStream out = socket.getOutputStream();
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            out.write("AUTH %s\r\nFLUSHALL\r\n".formatted(password).getBytes(StandardCharsets.UTF_8));
            assertThat(in.readLine()).isEqualTo("+OK");
            return in.readLine();
        }
    }
}
